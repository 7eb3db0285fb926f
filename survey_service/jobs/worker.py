"""The worker: runs the queues' workflows, beats, and takes over what a dead worker left."""

import logging
import os
import threading
from datetime import timedelta

from dbos import DBOS, DBOSConfig
from dbos._serialization import DBOSPortableJSON
from sqlmodel import Session, col, select

from survey_service import clock, queue
from survey_service.database import Database
from survey_service.domain.administration import signing_in
from survey_service.domain.residents import taking_part
from survey_service.jobs import (
    coding,
    context,
    duties,
    export,
    grouping,
    mail,
    receipt,
    teaching,
    training,
)
from survey_service.migrations import QUEUE_SCHEMA
from survey_service.settings import Settings
from survey_service.tables.workers import WorkerSlot

log = logging.getLogger(__name__)

BEAT_SECONDS = 2.0
DEAD_AFTER = timedelta(seconds=10)
POLL_SECONDS = 0.5
# Nobody waits for what nobody has asked for.
DUTY_SECONDS = 60.0
# Imported for their workflows: DBOS finds them registered when it launches.
WORKFLOWS = (
    mail.send_mail,
    coding.run_coding,
    coding.code_chunk,
    training.train_coder,
    teaching.order_segments,
    grouping.group_themes,
    export.write_export,
    receipt.write_receipt,
)
# How many workflows of a queue one worker runs at a time.
CONCURRENCY = {"mail": 4, "runs": 2, "chunks": 1, "training": 1, "exports": 1}


class Worker:
    """One worker process. ``slot`` is stable over restarts and unique among live workers."""

    def __init__(
        self, settings: Settings, database: Database, *, slot: str, parent: int = 0
    ) -> None:
        self._settings = settings
        self._database = database
        self._slot = slot
        self._parent = parent
        self._ended = threading.Event()

    def run(self) -> None:
        """Work until ``stop``; returns when all threads have ended."""
        context.bind(self._settings, self._database, self._slot)
        self._beat()
        DBOS(config=self._config())
        DBOS.launch()
        for name in queue.QUEUES:
            DBOS.register_queue(
                name,
                worker_concurrency=CONCURRENCY[name],
                polling_interval_sec=POLL_SECONDS,
                on_conflict="always_update",
            )
        doing = threading.Thread(target=self._do_duties, name="duties", daemon=True)
        doing.start()
        try:
            while not self._ended.wait(BEAT_SECONDS):
                if self._parent and os.getppid() != self._parent:
                    break
                self._beat()
                self._take_over()
        finally:
            self._ended.set()
            doing.join(timeout=5)
            DBOS.destroy(workflow_completion_timeout_sec=5)

    def stop(self) -> None:
        """Ask the worker to end."""
        self._ended.set()

    def _config(self) -> DBOSConfig:
        return {
            "name": queue.APPLICATION,
            "system_database_url": self._database.engine.url.render_as_string(hide_password=False),
            "dbos_system_schema": QUEUE_SCHEMA,
            "application_version": queue.APPLICATION_VERSION,
            "executor_id": self._slot,
            "serializer": DBOSPortableJSON,
            "run_migrations": False,
            "log_level": "WARNING",
            "enable_otlp": False,
        }

    def _beat(self) -> None:
        now = clock.now()
        with self._database.write() as session:
            slot = session.get(WorkerSlot, self._slot)
            if slot is None:
                session.add(WorkerSlot(name=self._slot, beat_at=now, started_at=now))
            else:
                slot.beat_at = now
            # First the residents': what they wrote and did not hand in goes with the session.
            taking_part.forget_expired(session, now=now)
            signing_in.forget_expired(session, now=now)

    def _do_duties(self) -> None:
        """In a thread of its own: a slow mail server must not stop the heart."""
        while True:
            try:
                duties.remind(self._database)
                duties.close_past_years(self._database)
                duties.note_bounces(self._settings, self._database)
            except Exception:
                # Such as a database that is away for a moment: the next minute tries again.
                log.exception("a periodic duty failed")
            if self._ended.wait(DUTY_SECONDS):
                return

    def _take_over(self) -> None:
        """Resume what workers without heartbeat had begun. DBOS leaves that to us.

        Only the first of the living does: two survivors would start the same work twice.
        """
        with self._database.read() as session:
            alive = _alive(session)
        if not alive or alive[0] != self._slot:
            return
        for workflow in DBOS.list_workflows(status="PENDING"):
            if workflow.executor_id not in alive:
                log.warning("taking over %s from %s", workflow.workflow_id, workflow.executor_id)
                DBOS.resume_workflow(workflow.workflow_id, queue_name=workflow.queue_name)


def _alive(session: Session) -> list[str]:
    """Slots with a heartbeat in the last ten seconds, in order of their names."""
    return list(
        session.exec(
            select(WorkerSlot.name)
            .where(col(WorkerSlot.beat_at) >= clock.now() - DEAD_AFTER)
            .order_by(WorkerSlot.name)
        ).all()
    )
