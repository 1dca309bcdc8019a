"""The dispatcher: takes what is due from the outbox and hands it to the channels, many at once.

Takes a store, settings and channels; gives a `Tally`. Several dispatchers may work on one store. Each message is
claimed before it is sent and its outcome written after; between the two it may be sent a second time only if this
process ends, and then under the same key. Clock, randomness and waiting come from outside.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final

from sqlalchemy import select

from runtime.notifications.claiming import (
    DELIVERED,
    RETRY,
    Asking,
    Outcome,
    claim,
    give_back,
    own_name,
    settle,
    take_over,
)
from runtime.notifications.message import CHANNELS, Channel, DeliveryFailed, Message
from runtime.notifications.outbox import FAILED, PENDING
from runtime.notifications.retrying import Turnstile, wait_before
from runtime.settings import Pace, RuntimeSettings
from runtime.store import schema
from runtime.store.errors import StoreError
from runtime.store.open import Store

Open = Callable[[str], Channel]
#: Outcomes are written together once there are so many, or so many seconds after the first of them.
_TOGETHER: Final = 200
_SOON: Final = 0.1
#: How often writing outcomes is tried while the store is busy.
_WRITES: Final = 30


def opener(settings: RuntimeSettings, store: Store) -> Open:
    """Opens the channels of the settings by name."""

    def open_named(name: str) -> Channel:
        module = importlib.import_module(f"runtime.notifications.channels.{name.replace('-', '_')}")
        channel: Channel = module.open_channel(settings, store)
        return channel

    return open_named


@dataclass(slots=True)
class Tally:
    """What a dispatcher did: counts by channel and outcome; `unusable` channels with the reason."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    unusable: dict[str, str] = field(default_factory=dict)

    def count(self, channel: str, outcome: str, number: int = 1) -> None:
        """Count messages."""
        of_channel = self.counts.setdefault(channel, {})
        of_channel[outcome] = of_channel.get(outcome, 0) + number

    def total(self, outcome: str) -> int:
        """How many messages had an outcome."""
        return sum(counts.get(outcome, 0) for counts in self.counts.values())


def _now() -> datetime:
    return datetime.now(UTC)


class Dispatcher:
    """One dispatcher of one process. `run` may be called again after it ended."""

    def __init__(
        self,
        store: Store,
        settings: RuntimeSettings,
        *,
        open_channel: Open | None = None,
        channels: Iterable[str] = CHANNELS,
        clock: Callable[[], datetime] = _now,
        random: Random | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        name: str | None = None,
    ) -> None:
        self._store = store
        self._settings = settings
        self._open = open_channel if open_channel is not None else opener(settings, store)
        self._names = tuple(channels)
        self._clock = clock
        self._random = random if random is not None else Random()
        self._sleep = sleep
        self._name = name if name is not None else own_name()
        self._stopping = asyncio.Event()
        self.tally = Tally()

    def stop(self) -> None:
        """Take nothing new, finish what is under way, and end."""
        self._stopping.set()

    async def run(self, *, once: bool) -> Tally:
        """Send what is due; `once` until nothing is, otherwise until stopped. Raises StoreError where the store cannot
        be used any more.
        """
        self._zone = await asyncio.to_thread(self._time_zone)
        outcomes: asyncio.Queue[Outcome | None] = asyncio.Queue()
        writer = asyncio.create_task(self._write(outcomes))
        lanes = [_Lane(self, name, outcomes) for name in self._names]
        try:
            async with asyncio.TaskGroup() as group:
                for lane in lanes:
                    group.create_task(lane.run(once=once))
        except* StoreError as group_error:
            raise group_error.exceptions[0] from None
        finally:
            outcomes.put_nowait(None)
            try:
                await writer
            finally:
                for lane in lanes:
                    await lane.close()
        return self.tally

    def _time_zone(self) -> str:
        with self._store.begin() as connection:
            take_over(connection, self._clock())
            return connection.scalar(select(schema.tenant.c.time_zone)) or "UTC"

    def claim(self, channel: str, limit: int) -> tuple[list[Message], int]:
        """Claim messages of a channel."""
        dispatch = self._settings.dispatch
        lease = timedelta(seconds=dispatch.lease_seconds)
        asking = Asking(self._name, channel, limit, lease, self._settings.quiet_hours, self._zone)
        if not self._any_due(channel):
            return [], 0
        with self._store.begin() as connection:
            return claim(connection, asking, self._clock())

    def _any_due(self, channel: str) -> bool:
        """Whether anything is due, asked without the lock that writing takes."""
        table = schema.outbox
        due = (table.c.status == PENDING, table.c.channel == channel, table.c.next_attempt_at <= self._clock())
        with self._store.read() as connection:
            return connection.scalar(select(table.c.id).where(*due, table.c.claimed_by.is_(None)).limit(1)) is not None

    def take_over(self) -> int:
        """Free what dispatchers had claimed that stopped."""
        with self._store.begin() as connection:
            return take_over(connection, self._clock())

    def give_back(self, messages: Sequence[Message]) -> None:
        """Free messages that were not tried."""
        with self._store.begin() as connection:
            give_back(connection, self._name, messages)

    async def _write(self, outcomes: asyncio.Queue[Outcome | None]) -> None:
        """Write outcomes as they come, many in one transaction."""
        open_ = True
        while open_:
            batch = []
            one = await outcomes.get()
            until = asyncio.get_running_loop().time() + _SOON
            while one is not None:
                batch.append(one)
                left = until - asyncio.get_running_loop().time()
                if len(batch) >= _TOGETHER or left <= 0:
                    break
                try:
                    one = await asyncio.wait_for(outcomes.get(), left)
                except TimeoutError:
                    break
            open_ = one is not None
            if batch:
                try:
                    await self._settle(batch)
                except BaseException:
                    self.stop()  # what cannot be written must not be sent
                    raise

    async def _settle(self, batch: Sequence[Outcome]) -> None:
        for tried in range(_WRITES):
            try:
                await asyncio.to_thread(self._settle_now, batch)
                return
            except StoreError as error:
                if error.kind not in ("locked", "unreachable") or tried == _WRITES - 1:
                    raise
                await asyncio.sleep(min(0.1 * 2**tried, 5.0))

    def _settle_now(self, batch: Sequence[Outcome]) -> None:
        with self._store.begin() as connection:
            settle(connection, self._name, batch, self._clock())
        for one in batch:
            self.tally.count(one.message.channel, one.outcome)

    async def attempt(self, channel: Channel, message: Message, pace: Pace) -> Outcome:
        """Try to deliver a message once. Never raises for what a channel does."""
        dispatch = self._settings.dispatch
        started, began = self._clock(), asyncio.get_running_loop().time()
        code: Any = None
        reference, reason, wait, detail = None, None, None, {}
        outcome = DELIVERED
        try:
            async with asyncio.timeout(dispatch.timeout_seconds):
                delivered = await channel.send(message)
            reference, detail = delivered.reference, dict(delivered.detail)
        except DeliveryFailed as failure:
            outcome, reason, detail = RETRY, failure.reason, dict(failure.detail)
            if not failure.permanent:
                made = message.attempts + 1
                wait = wait_before(pace.retries, made, failure.retry_after, dispatch.jitter, self._random)
        except TimeoutError:
            outcome, reason = RETRY, f"no answer within {dispatch.timeout_seconds:g} seconds"
            wait = wait_before(pace.retries, message.attempts + 1, None, dispatch.jitter, self._random)
        except Exception as error:  # a channel's fault must not end the others' work
            outcome, reason = RETRY, f"the channel failed: {type(error).__name__}: {error}"[:500]
            wait = wait_before(pace.retries, message.attempts + 1, None, dispatch.jitter, self._random)
        if outcome == RETRY and wait is None:
            outcome = FAILED
        code = detail.get("code")
        took = round((asyncio.get_running_loop().time() - began) * 1000)
        return Outcome(
            message,
            outcome,
            started,
            took,
            reason=one_line(reason) if reason is not None else None,
            code=str(code)[:200] if code is not None else None,
            reference=one_line(reference) if reference is not None else None,
            detail=detail,
            wait=wait,
        )


def one_line(text: str) -> str:
    """A text that a receiver gave, fit for a list or a log: one line, nothing that a terminal obeys."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:1000]


class _Lane:
    """One channel's messages: claimed as there is room, sent at its pace."""

    def __init__(self, owner: Dispatcher, name: str, outcomes: asyncio.Queue[Outcome | None]) -> None:
        self._owner = owner
        self._name = name
        self._pace: Pace = getattr(owner._settings.dispatch, name.replace("-", "_"))
        self._outcomes = outcomes
        self._channel: Channel | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        loop = asyncio.get_running_loop()
        self._turnstile = Turnstile(self._pace.per_second, loop.time, owner._sleep)
        self._room = asyncio.Semaphore(self._pace.at_once)

    async def run(self, *, once: bool) -> None:
        """Send until there is nothing more, or until stopped."""
        owner = self._owner
        looked_after = 0.0
        while not owner._stopping.is_set():
            room = 2 * self._pace.at_once - len(self._tasks)
            messages: list[Message] = []
            others = 0
            if room > 0:
                messages, others = await asyncio.to_thread(owner.claim, self._name, min(room, 500))
            if messages and not await self._is_open(messages):
                return
            for message in messages:
                task = asyncio.create_task(self._send(message))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            if others:
                owner.tally.count(self._name, "held back", others)
            if len(messages) + others == room and room > 0:
                continue
            if self._tasks:
                await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
            elif not messages and not others:
                if once:
                    break
                await self._rest()
                looked_after += owner._settings.dispatch.poll_seconds
                if looked_after >= owner._settings.dispatch.lease_seconds / 4:
                    looked_after = 0.0
                    await asyncio.to_thread(owner.take_over)
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(self._owner._settings.dispatch.poll_seconds):
                await self._owner._stopping.wait()
        except TimeoutError:
            return

    async def _is_open(self, messages: Sequence[Message]) -> bool:
        """Open the channel; where that cannot be done its messages wait in the outbox."""
        if self._channel is not None:
            return True
        owner = self._owner
        try:
            self._channel = owner._open(self._name)
        except StoreError as error:
            owner.tally.unusable[self._name] = f"{error.message}; {error.help}"
        except ModuleNotFoundError as error:
            owner.tally.unusable[self._name] = f"the package `{error.name}` is not installed"
        if self._channel is None:
            await asyncio.to_thread(owner.give_back, messages)
        return self._channel is not None

    async def _send(self, message: Message) -> None:
        assert self._channel is not None
        async with self._room:
            await self._turnstile.turn()
            outcome = await self._owner.attempt(self._channel, message, self._pace)
        self._outcomes.put_nowait(outcome)

    async def close(self) -> None:
        """Close the channel."""
        if self._channel is not None:
            await self._channel.close()


def send_directly(settings: RuntimeSettings, store: Store, messages: Sequence[Message]) -> Mapping[int, Outcome]:
    """Send messages that are not in the outbox, once, and give what came of each by its number: for test-sends."""

    async def work() -> dict[int, Outcome]:
        dispatcher = Dispatcher(store, settings)
        open_named = opener(settings, store)
        found = {}
        for message in messages:
            channel = open_named(message.channel)
            try:
                found[message.id] = await dispatcher.attempt(channel, message, Pace(retries=()))
            finally:
                await channel.close()
        return found

    return asyncio.run(work())
