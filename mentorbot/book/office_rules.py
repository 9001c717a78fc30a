"""content/rules/office.yaml as values: what the office's own week, desk and pictures are like."""

from __future__ import annotations

from datetime import timedelta

from mentorbot.book import schema
from mentorbot.domain.rules import AuditRules, DeskRules, OfficeRules, Throttled, ThrottleRule
from mentorbot.domain.series import PictureRules


def office_rules(shape: schema.OfficeShape) -> OfficeRules:
    throttles = {each: _throttle(getattr(shape.throttles, each)) for each in Throttled}
    auditor, desk = AuditRules(**dict(shape.auditor)), DeskRules(**dict(shape.desk))
    pictures = PictureRules(**dict(shape.pictures))
    parts = {"auditor": auditor, "throttles": throttles, "desk": desk, "pictures": pictures}
    return OfficeRules(**dict(shape) | parts)


def _throttle(shape: schema.ThrottleShape) -> ThrottleRule:
    return ThrottleRule(shape.each, shape.in_all, timedelta(minutes=shape.minutes))
