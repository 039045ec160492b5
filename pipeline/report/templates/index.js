// Tables that page, filter and search over rows that come in files; nothing is fetched before it is needed.
var heshu = (function () {
  "use strict";
  var STEP = 50, SIGNS = { supported: "✓", refuted: "✗", not_enough_info: "?" };
  var words = HESHU.words, store = { refuted: [], claims: [], articles: [] }, asked = {}, waiting = {};
  var view = { rows: [], at: 0 }, list = { at: 0 };
  function id(name) { return document.getElementById(name); }
  function load(name, number, rows) {
    store[name][number - 1] = rows;
    asked[name + number] = true;
    delete waiting[name + number];
    if (name === "articles") { showArticles(); } else { apply(); }
  }
  function need(name) {
    for (var number = 1; number <= HESHU.files[name]; number += 1) {
      if (asked[name + number]) { continue; }
      asked[name + number] = waiting[name + number] = true;
      var tag = document.createElement("script");
      tag.src = "data/" + name + "-" + ("000" + number).slice(-4) + ".js";
      tag.async = true;
      document.body.appendChild(tag);
    }
  }
  function all(name) { return [].concat.apply([], store[name].filter(Boolean)); }
  function value(name) { var field = id("f-" + name); return field ? field.value : ""; }
  function wanted() {
    var verdict = value("verdict"), rows = [];
    if (verdict === "refuted" || verdict === "") { need("refuted"); rows = rows.concat(all("refuted")); }
    if (verdict !== "refuted") { need("claims"); rows = rows.concat(all("claims")); }
    var reason = value("reason"), entity = value("entity"), metric = value("metric"), outlet = value("outlet"), change = value("change");
    var text = value("text").trim().toLowerCase().split(/\s+/).filter(Boolean);
    return rows.filter(function (row) {
      if (verdict && row[7] !== verdict || reason && row[8] !== reason || entity && row[5] !== entity) { return false; }
      if (metric && row[6] !== metric || outlet && row[3] !== outlet || change && row[12] !== change) { return false; }
      if (!text.length) { return true; }
      var hay = [row[4], row[2], row[3], row[5], row[6], row[9], row[10]].join("\n").toLowerCase();
      return text.every(function (word) { return hay.indexOf(word) >= 0; });
    });
  }
  function make(tag, text, parent, name) {
    var element = document.createElement(tag);
    if (text !== undefined && text !== null) { element.textContent = text; }
    if (name) { element.className = name; }
    if (parent) { parent.appendChild(element); }
    return element;
  }
  function claimRow(row) {
    var line = make("tr", null, null, row[7]), cell = make("td", null, line), link = make("a", row[4], cell);
    link.href = "articles/" + encodeURIComponent(row[1]) + ".html#" + encodeURIComponent(row[0]);
    make("small", row[5] + (row[6] ? " · " + row[6] : ""), cell);
    cell = make("td", null, line);
    var badge = make("span", null, cell, "badge " + row[7]);
    make("span", SIGNS[row[7]] + " ", badge).setAttribute("aria-hidden", "true");
    badge.appendChild(document.createTextNode(HESHU.reasons[row[8]] || row[8]));
    if (row[12] === "new") { make("span", words["new"], cell, "new"); }
    make("td", row[9], line);
    make("td", row[11], line).setAttribute("data-label", words.confidence);
    cell = make("td", row[2], line);
    make("small", row[3], cell);
    return line;
  }
  function articleRow(row) {
    var line = make("tr"), cell = make("td", null, line), link = make("a", row[1], cell);
    link.href = "articles/" + encodeURIComponent(row[0]) + ".html";
    make("small", [row[3], row[2]].filter(Boolean).join(" · "), cell);
    var names = ["published", "status", "claims", "supported", "refuted", "not_enough_info", "removed_chars"];
    [row[4], words[row[5]] || row[5], row[6], row[7], row[8], row[9], row[10]].forEach(function (text, at) {
      make("td", text, line).setAttribute("data-label", words[names[at]]);
    });
    return line;
  }
  function fill(table, rows, at, draw, names, total) {
    var body = id(table).tBodies[0], fresh = document.createElement("tbody"), shown = rows.slice(at, at + STEP);
    shown.forEach(function (row) { fresh.appendChild(draw(row)); });
    id(table).replaceChild(fresh, body);
    id(names + "-at").textContent = total ? (at + 1) + "–" + (at + shown.length) + " / " + total : "";
    id(names + "-back").disabled = at === 0;
    id(names + "-next").disabled = at + STEP >= rows.length;
  }
  function show() {
    fill("claims", view.rows, view.at, claimRow, "p", view.rows.length);
    id("none").hidden = view.rows.length > 0;
    var more = Object.keys(waiting).length ? " · " + words.loading : "";
    id("found").textContent = view.rows.length + " " + words.claims_found + more;
  }
  function apply() { view.rows = wanted(); view.at = 0; show(); }
  function showArticles() {
    var rows = all("articles");
    fill("articles", rows, list.at, articleRow, "a", HESHU.rows.articles);
  }
  function turn(names, state, step, draw) {
    id(names + (step < 0 ? "-back" : "-next")).addEventListener("click", function () { state.at += step * STEP; draw(); });
  }
  function start() {
    var timer;
    ["verdict", "reason", "entity", "metric", "outlet", "change"].forEach(function (name) {
      if (id("f-" + name)) { id("f-" + name).addEventListener("change", apply); }
    });
    id("f-text").addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(apply, 150); });
    turn("p", view, -1, show); turn("p", view, 1, show);
    turn("a", list, -1, showArticles);
    id("a-next").addEventListener("click", function () { list.at += STEP; need("articles"); showArticles(); });
    document.addEventListener("keydown", function (event) {
      if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) { event.preventDefault(); id("f-text").focus(); }
    });
  }
  start();
  return { load: load };
}());
