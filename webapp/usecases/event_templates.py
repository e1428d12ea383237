"""Versions of event templates: proposed by upload, advised on by agencies, decided by a second one.

Free words (why it is needed, opinions, reasons) stay out of the ledger's bodies but for their
commitments; the hash of the file is in each of them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from traceability.canonical import sha256_hex
from traceability.event_template import Template, decode_template, known_templates, read_template
from traceability.event_template_changes import changes, in_use, is_unchanged
from traceability.event_template_reading import read_accepted
from traceability.roles import Actor
from traceability.template_versions import (
    DangersNotSeen,
    NoSuchTemplateVersion,
    NothingChanged,
    NotOwnTemplate,
    Stance,
    TemplateReasonMissing,
    TemplateState,
    TemplateVersionIdUsed,
    VersionProposed,
    check_decider,
    check_next,
    check_undecided,
    check_words,
)
from webapp import ledger
from webapp.db import db, transactional
from webapp.models.event_template import (
    TemplateOpinion,
    TemplateVersion,
    codes_in_use,
    refresh_templates,
)
from webapp.models.ledger import EntryKind


@dataclass(frozen=True)
class ProposeTemplate:
    """`version_id` is made with the form, so that pressing twice proposes once. `purpose` says why
    the version is needed.
    """

    version_id: UUID
    file: bytes
    purpose: str


@dataclass(frozen=True)
class GiveOpinion:
    """`opinion_id` is made with the form, so that pressing twice says it once."""

    opinion_id: UUID
    version_id: UUID
    stance: Stance
    words: str


@dataclass(frozen=True)
class DecideTemplate:
    """`has_seen_dangers`: who decides has read what the version leaves out."""

    version_id: UUID
    is_accepted: bool
    reason: str
    has_seen_dangers: bool = False


@dataclass(frozen=True)
class WithdrawTemplate:
    version_id: UUID
    reason: str


@dataclass(frozen=True)
class _Said:
    """What the ledger is told: `words` by their commitments, `told` as it is."""

    action: str
    words: Mapping[str, str]
    told: Mapping[str, Any] = field(default_factory=dict)


@transactional
def propose_template(
    actor: Actor, command: ProposeTemplate, icons: Collection[str], *, now: datetime
) -> UUID:
    """Upload the next version of a group; nothing is written with it before it is put in force.

    Raises:
        BadTemplate: the file is wrong, with everything that is.
        NotNextVersion: its number does not follow the group's newest.
        VersionProposed: that number is proposed already.
        NothingChanged: only its number differs from the version before.
        TemplateVersionIdUsed: the id stands for another file.
    """
    text = decode_template(command.file)
    template = read_template(text, icons)
    before = db.session.get(TemplateVersion, command.version_id)
    if before is not None:
        return _proposed_before(actor, before, command)
    _check_free(template.group, template.version)
    _check_changed(template)
    row = TemplateVersion(
        id=command.version_id,
        group=template.group,
        version=template.version,
        text=text,
        sha256=sha256_hex(command.file),
        purpose=command.purpose,
        state=TemplateState.PROPOSED,
        proposed_by_id=actor.account_id,
        proposed_for_id=actor.organisation_id,
        proposed_at=now,
    )
    db.session.add(row)
    db.session.flush()  # of two at once the second stops here, runs again and is told
    _record(actor, row, _Said("template_proposed", {"purpose": command.purpose}), now)
    return row.id


@transactional
def give_opinion(actor: Actor, command: GiveOpinion, *, now: datetime) -> None:
    """Say what the actor's agency thinks of a proposed version; the last word holds, all are kept.

    Raises:
        NoSuchTemplateVersion, OpinionMissing.
        TemplateDecided: it is too late.
    """
    check_words(command.stance, command.words)
    row = _locked(command.version_id)
    before = db.session.get(TemplateOpinion, command.opinion_id)
    if before is not None:
        return _said_before(actor, before, command)
    check_undecided(row.state)
    number = _next_number(actor, row)
    db.session.add(
        TemplateOpinion(
            id=command.opinion_id,
            template_version_id=row.id,
            organisation_id=actor.organisation_id,
            number=number,
            stance=command.stance,
            words=command.words,
            written_by_id=actor.account_id,
            written_at=now,
        )
    )
    db.session.flush()
    told = {"stance": command.stance.value, "number": number}
    told["opinion_id"] = str(command.opinion_id)
    _record(actor, row, _Said("template_opinion", {"words": command.words}, told), now)
    return None


@transactional
def decide_template(actor: Actor, command: DecideTemplate, *, now: datetime) -> None:
    """Put a version in force, for good, or refuse it; of two at once the second is told.

    What is written in older lots afterwards follows it too (decision 25); what was written stays.

    Raises:
        TemplateReasonMissing, NoSuchTemplateVersion, TemplateDecided.
        OwnTemplate: the actor uploaded it.
        NotNextVersion: meanwhile another version of the number came with the software.
        DangersNotSeen: it leaves out what rules rest on, and nobody said that this was read.
    """
    if not command.reason:
        raise TemplateReasonMissing
    row = _locked(command.version_id)
    check_undecided(row.state)
    check_decider(row.proposed_by_id, actor.account_id)
    if command.is_accepted:
        check_next(row.version, _newest(row.group))
        _check_dangers(row, has_seen=command.has_seen_dangers)
    state = TemplateState.IN_FORCE if command.is_accepted else TemplateState.REFUSED
    _decide(actor, row, state, command.reason, now)


@transactional
def withdraw_template(actor: Actor, command: WithdrawTemplate, *, now: datetime) -> None:
    """Take the own proposal back before it is decided; its number is free again.

    Raises:
        TemplateReasonMissing, NoSuchTemplateVersion, TemplateDecided.
        NotOwnTemplate: somebody else uploaded it.
    """
    if not command.reason:
        raise TemplateReasonMissing
    row = _locked(command.version_id)
    if row.proposed_by_id != actor.account_id:
        raise NotOwnTemplate
    check_undecided(row.state)
    _decide(actor, row, TemplateState.WITHDRAWN, command.reason, now)


def _proposed_before(actor: Actor, before: TemplateVersion, command: ProposeTemplate) -> UUID:
    is_same = before.sha256 == sha256_hex(command.file) and before.purpose == command.purpose
    if before.proposed_by_id != actor.account_id or not is_same:
        raise TemplateVersionIdUsed
    return before.id


def _check_free(group: str, version: int) -> None:
    check_next(version, _newest(group))
    alive = select(TemplateVersion.id).where(
        TemplateVersion.group == group,
        TemplateVersion.version == version,
        TemplateVersion.state == TemplateState.PROPOSED,
    )
    if db.session.scalar(alive) is not None:
        raise VersionProposed(version=version)


def _check_changed(template: Template) -> None:
    old = known_templates().get((template.group, template.version - 1))
    if old is not None and is_unchanged(old, template):
        raise NothingChanged(before=old.version)


def _newest(group: str) -> int:
    """The newest version in force, of those uploaded and of those of the package."""
    refresh_templates(db.session())
    return max((version for known, version in known_templates() if known == group), default=0)


def _check_dangers(row: TemplateVersion, *, has_seen: bool) -> None:
    old = known_templates().get((row.group, row.version - 1))
    found = changes(old, read_accepted(row.text))
    used = codes_in_use(db.session(), row.group)
    if not has_seen and any(it.danger is not None for it in in_use(found, used)):
        raise DangersNotSeen


def _said_before(actor: Actor, before: TemplateOpinion, command: GiveOpinion) -> None:
    said = (before.template_version_id, before.stance, before.words, before.written_by_id)
    if said != (command.version_id, command.stance, command.words, actor.account_id):
        raise TemplateVersionIdUsed


def _next_number(actor: Actor, row: TemplateVersion) -> int:
    said = select(func.max(TemplateOpinion.number)).where(
        TemplateOpinion.template_version_id == row.id,
        TemplateOpinion.organisation_id == actor.organisation_id,
    )
    return (db.session.scalar(said) or 0) + 1


def _locked(version_id: UUID) -> TemplateVersion:
    query = select(TemplateVersion).where(TemplateVersion.id == version_id).with_for_update()
    found = db.session.execute(query).scalar_one_or_none()
    if found is None:
        raise NoSuchTemplateVersion
    return found


def _decide(
    actor: Actor, row: TemplateVersion, state: TemplateState, reason: str, now: datetime
) -> None:
    row.state, row.decided_reason, row.decided_at = state, reason, now
    row.decided_by_id, row.decided_for_id = actor.account_id, actor.organisation_id
    _record(actor, row, _Said(f"template_{state.value}", {"reason": reason}), now)


def _record(actor: Actor, row: TemplateVersion, said: _Said, now: datetime) -> None:
    session, subject = db.session(), str(row.id)
    sealed = {
        key: ledger.keep_personal(session, subject, text)
        for key, text in said.words.items()
        if text
    }
    content = {
        "action": said.action,
        "group": row.group,
        "version": row.version,
        "file_sha256": row.sha256,
        **sealed,
        **said.told,
    }
    about = (row.id, actor.organisation_id)
    ledger.append(session, ledger.Entry.of_now(actor, EntryKind.DECISION, about, content, now))
