// Hover, focus or tap a claim: its card; a button fades in what was removed; j and k go from claim to claim.
(function () {
  "use strict";
  var card = document.getElementById("card"), button = document.getElementById("cuts");
  var marks = [].slice.call(document.querySelectorAll("a.mark")), at = -1, pinned = null;
  function show(mark) {
    var entry = document.getElementById(mark.getAttribute("data-claim"));
    if (!card || !entry) { return; }
    card.innerHTML = "";
    [].slice.call(entry.childNodes).forEach(function (node) { card.appendChild(node.cloneNode(true)); });
    card.className = entry.className;
    card.hidden = false;
    marks.forEach(function (other) { other.classList.toggle("on", other.getAttribute("data-claim") === entry.id); });
  }
  function hide() {
    if (card) { card.hidden = true; }
    pinned = null;
    marks.forEach(function (mark) { mark.classList.remove("on"); });
  }
  marks.forEach(function (mark) {
    mark.addEventListener("mouseenter", function () { if (!pinned) { show(mark); } });
    mark.addEventListener("mouseleave", function () { if (!pinned) { hide(); } });
    mark.addEventListener("focus", function () { show(mark); });
    mark.addEventListener("click", function (event) {
      event.preventDefault();
      if (pinned === mark) { hide(); } else { pinned = mark; show(mark); }
    });
  });
  function cuts(on) {
    button.setAttribute("aria-pressed", String(on));
    document.body.classList.toggle("with-cuts", on);
    [].slice.call(document.querySelectorAll("del.cut, .removed")).forEach(function (cut) { cut.hidden = !on; });
  }
  if (button) { button.addEventListener("click", function () { cuts(button.getAttribute("aria-pressed") !== "true"); }); }
  document.addEventListener("keydown", function (event) {
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) || event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.key === "Escape") { hide(); }
    if (event.key === "r" && button) { button.click(); }
    if ((event.key === "j" || event.key === "k") && marks.length) {
      at = (at + (event.key === "j" ? 1 : -1) + marks.length) % marks.length;
      marks[at].focus();
      marks[at].scrollIntoView({ block: "center" });
    }
  });
  var wanted = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (wanted) {
    var first = marks.filter(function (mark) { return mark.getAttribute("data-claim") === wanted.id; })[0];
    if (first) { first.scrollIntoView({ block: "center" }); pinned = first; show(first); }
  }
}());
