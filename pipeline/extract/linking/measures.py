"""What is measured: metrics of the pack whose names share words with the surroundings of a number."""

from __future__ import annotations

import math

from pipeline.extract.linking.surroundings import Surroundings
from pipeline.extract.linking.weights import WEIGHTS

BY_VERB = "动词"  # evidence that is no name of the measure
_FAINT = 0.05


class MeasureFinder(Surroundings):
    """Scores metrics for one quantity after the other of a page."""

    def metrics(self, number: int, unit: str) -> tuple[dict[str, tuple[float, float, str]], dict[int, float]]:
        """Metric to (likeness 0 to 1, unit fit, best name), and the features found around the number."""
        features, names, verbs = self.evidence(number)
        sums = self._shared(features, unit)
        spoken = self._spoken(verbs, features, sums, unit) if verbs else {}
        fits, forms, spelled = self.index.fit(unit), self.index.forms, self.index.names
        for form, near in names.items():
            whole = forms[form][1] * near
            sums[form] = max(sums.get(form, 0.0), whole) if near >= 1.0 else sums.get(form, whole)
        best: dict[str, tuple[float, float, str]] = {}
        for metric, (score, form) in self._scores(number, sums, names).items():
            if metric in fits:
                name = spelled[form] if 2 * spoken.get(form, 0.0) < sums[form] else BY_VERB
                best[metric] = (1.0 - math.exp(-score / WEIGHTS.saturation), fits[metric], name)
        return best, features

    def _shared(self, features: dict[int, float], unit: str) -> dict[int, float]:
        """Form to the weight of its features that stand near."""
        sums: dict[int, float] = {}
        fitting = self.index.fitting(unit, features)
        for feature, near in features.items():
            for form, weight in fitting[feature]:
                sums[form] = sums[form] + near * weight if form in sums else near * weight
        return sums

    def _spoken(
        self, verbs: dict[int, float], features: dict[int, float], sums: dict[int, float], unit: str
    ) -> dict[int, float]:
        """Form to what verbs add to ``sums``, which is added there."""
        spoken: dict[int, float] = {}
        fitting = self.index.fitting(unit, verbs)
        for feature, near in verbs.items():
            more = near - features.get(feature, 0.0)
            for form, weight in fitting[feature] if more > 0 else ():
                spoken[form] = spoken.get(form, 0.0) + more * weight
        for form, more in spoken.items():
            sums[form] = sums.get(form, 0.0) + more
        return spoken

    def _scores(self, number: int, sums: dict[int, float], names: dict[int, float]) -> dict[str, tuple[float, int]]:
        """Metric to the points and the number of its best form."""
        scores: dict[str, tuple[float, int]] = {}
        forms, coverage, touching = self.index.forms, WEIGHTS.coverage, self.touching(number)
        for form, total in sums.items():
            metric, full = forms[form]
            least = scores[metric][0] if metric in scores else _FAINT
            if form in names:
                score = total * (total / full) ** coverage
                score += (WEIGHTS.contiguous + WEIGHTS.adjacent * (form in touching)) * full * names[form]
            elif total <= least and total <= full:  # coverage makes it less still
                continue
            else:
                score = total * (total / full) ** coverage
            if score > least:
                scores[metric] = (score, form)
        return scores
