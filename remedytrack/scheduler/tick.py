"""The only thing a scheduler calls. Idempotent, and it takes the time as an argument.

refresh what is due to change → plan reminders → claim → send → mark → heartbeat
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from remedytrack.notify.transport import Transport
from remedytrack.services.duties import queue_duties
from remedytrack.services.law_in_use import publish_first
from remedytrack.services.lettering import Envelope
from remedytrack.services.liveness import HEARTBEAT
from remedytrack.services.planning import next_reminder_at, plan_reminders
from remedytrack.services.refreshing import refresh
from remedytrack.services.registry import Registry
from remedytrack.services.sending import Moment, Sent, send_mails

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a tick did."""

    refreshed: int
    queued: int
    sent: Sent


@dataclass(frozen=True, slots=True)
class Works:
    """Everything a tick works with; ``transport`` is None where no mail can be sent."""

    registry: Registry
    envelope: Envelope
    transport: Transport | None


def tick(works: Works, now: datetime, moment: Moment | None = None) -> Ticked:
    """Bring everything up to ``now``: standings, reminders, mails, heartbeat.

    ``moment`` gives the time during sending, which takes a while; without it time
    stands still, as in a simulation.
    """
    publish_first(works.registry, now)
    refreshed = _refresh_due(works.registry, now)
    queued = plan_reminders(works.registry, works.envelope, now)
    queued += _queue_duties(works, now)
    present = moment or (lambda: now)
    sent = Sent()
    if works.transport is not None:
        sent = send_mails(works.registry, works.envelope, works.transport, present)
    with works.registry.store.writing() as unit:
        unit.heartbeats.beat(HEARTBEAT, present())
    return Ticked(refreshed, queued, sent)


def next_moment(works: Works, now: datetime) -> datetime | None:
    """Return the first moment after ``now`` at which a tick would find work."""
    with works.registry.store.reading() as unit:
        change_at = unit.proceedings.next_change_at(now)
    moments = (change_at, next_reminder_at(works.registry, now))
    return min((each for each in moments if each is not None), default=None)


def _queue_duties(works: Works, now: datetime) -> int:
    try:
        return queue_duties(works.registry, works.envelope, now)
    except Exception:  # noqa: BLE001 - the reminders of deadlines must go out
        _log.exception(
            "The mails about duties could not be written; they will be tried again.",
            extra={"action": "duties"},
        )
        return 0


def _refresh_due(registry: Registry, now: datetime) -> int:
    """Refresh each due proceeding in a transaction of its own.

    One that fails is logged and left for the next tick; those behind it go on.
    """
    with registry.store.reading() as unit:
        due = [proceeding.id for proceeding in unit.proceedings.due(now)]
    done = 0
    for proceeding_id in due:
        try:
            with registry.store.writing() as unit:
                proceeding = unit.proceedings.get(proceeding_id)
                refresh(unit, registry, proceeding, now, because="tick")
            done += 1
        except Exception:  # noqa: BLE001 - one bad case must not silence the others
            _log.exception(
                "A case could not be refreshed; it will be tried again.",
                extra={"action": "refresh", "proceeding": str(proceeding_id)},
            )
    return done
