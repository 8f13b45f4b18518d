"""Promises of the readers of Facebook's and Instagram's exports beyond the golden ones."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.files.golden_archives import cases, check
from connectors.files.memory import Memory
from hustings.connectors.files.facebook import FACEBOOK, people
from hustings.connectors.files.facebook.people import Known, Owner
from hustings.connectors.files.instagram import INSTAGRAM
from hustings.connectors.files.registry import read, scan
from hustings.connectors.protocol import FileReader, Found, Rejected
from hustings.connectors.reading import meta
from hustings.connectors.reading.container import open_upload
from hustings.kernel.records import FollowRecord, InvitationRecord, MessageRecord, Party, PersonRecord, PostRecord

CHATS = Path(__file__).parents[4] / "shared" / "data" / "import_chat"


@pytest.mark.parametrize("case", cases("facebook"), ids=lambda case: case.name)
def test_each_facebook_export_gives_the_expected_records(case: Path) -> None:
    check(FACEBOOK, case)


@pytest.mark.parametrize("case", cases("instagram"), ids=lambda case: case.name)
def test_each_instagram_export_gives_the_expected_records(case: Path) -> None:
    check(INSTAGRAM, case)


def file(name: str, content: Any) -> Memory:
    return Memory(json.dumps(content).encode(), name)


def thread(name: str, *people_of_it: str, messages: list[Any] | None = None, **more: Any) -> Memory:
    said = messages or [{"sender_name": people_of_it[0], "timestamp_ms": 1600000000000, "content": "Hello"}]
    return file(f"{name}/message_1.json", {"participants": [{"name": one} for one in people_of_it], "messages": said, **more})


def said_by(reader: FileReader, *entries: Memory) -> list[Any]:
    return [item.record if isinstance(item, Found) else item.reason for item in reader.read(reader.recognise(entries))]


@given(st.text(max_size=20))
def test_broken_text_is_mended_and_sound_text_is_left_alone(text: str) -> None:
    broken = text.encode("utf-8", "replace").decode("latin-1")
    assert meta.mended(broken) == broken.encode("latin-1").decode().replace("\0", "") or broken.isascii()
    assert meta.mended("Łukasik ☕") == "Łukasik ☕"
    assert meta.mended("caf\u00e9") == "caf\u00e9"


def test_values_are_mended_with_their_keys_and_without_going_too_deep() -> None:
    deep: Any = "caf\u00c3\u00a9"
    for _ in range(40):
        deep = [deep]
    assert meta.mended_value({"caf\u00c3\u00a9": ["caf\u00c3\u00a9", 1, None]}) == {"café": ["café", 1, None]}
    shallow = meta.mended_value(deep)
    for _ in range(meta._DEEPEST):
        shallow = shallow[0]
    assert shallow == [None]


def test_conversations_go_to_the_network_that_their_folder_or_its_other_files_name() -> None:
    followers = file("b/followers_1.json", [{"string_list_data": [{"value": "ben"}]}])
    entries = [
        thread("a/your_instagram_activity/messages/inbox/x", "Ada", "Ben"),
        thread("b/messages/inbox/x", "Ada", "Ben"),
        followers,
        thread("c/messages/inbox/x", "Ada", "Ben"),
        thread("instagram/your_facebook_activity/messages/inbox/x", "Ada", "Ben"),
    ]
    assert INSTAGRAM.recognise(entries) == entries[:3]
    assert FACEBOOK.recognise(entries[3:]) == entries[3:]
    assert FACEBOOK.recognise([Memory(b"Name,E-mail", "a.csv")]) == []
    assert INSTAGRAM.recognise([Memory(b"Name,E-mail", "a.csv")]) == []


def test_what_else_lies_in_an_export_is_taken_along_and_nothing_outside() -> None:
    own = [
        thread("a/messages/inbox/x", "Ada", "Ben"),
        Memory(b"\xff\xd8\xff", "a/messages/photos/1.jpg"),
        file("a/ads_information/ads.json", {"ads": 1}),
        Memory(b"[1]", "a/posts/odd.json"),
    ]
    others = [file("a/result.json", {"chats": 1}), Memory(b"Name,E-mail", "a/messages/x.csv"), Memory(b"\x89PNG", "b/1.png")]
    assert FACEBOOK.recognise([*own, *others]) == own
    assert said_by(FACEBOOK, *own, *others)[1].text == "Hello"


@pytest.mark.parametrize("reader", [FACEBOOK, INSTAGRAM], ids=lambda reader: reader.name)
def test_the_owner_is_who_takes_part_in_every_conversation(reader: FileReader) -> None:
    folder = f"your_{reader.name}_activity/messages/inbox"
    first, second = (
        thread(f"{folder}/x", "Ben", "Ada", thread_path="inbox/x"),
        thread(f"{folder}/y", "Vera", "Ada", thread_path="y"),
    )
    record, *messages = said_by(reader, first, second)
    assert (record.name.full, record.is_owner) == ("Ada", True)
    assert [message.recipients for message in messages] == [(Party(name="Ada", is_owner=True),)] * 2
    reason, *_ = said_by(reader, first)
    assert reason.startswith("It cannot be told whose")


@pytest.mark.parametrize("reader", [FACEBOOK, INSTAGRAM], ids=lambda reader: reader.name)
def test_an_export_of_another_account_is_left_out(reader: FileReader) -> None:
    def profile(folder: str, name: str) -> Memory:
        if reader is FACEBOOK:
            return file(f"{folder}/profile_information/p.json", {"profile_v2": {"name": {"full_name": name}}})
        values = {"Username": {"value": name}}
        return file(f"{folder}/personal_information/p.json", {"profile_user": [{"string_map_data": values}]})

    said = said_by(reader, profile("a", "ada"), profile("b", "otto"))
    assert said[0].startswith("This is the archive of otto, the other one that of ada.")
    assert [one.name.full for one in said[1:]] == ["ada"]


def test_lists_without_anything_that_tells_the_owner_are_read_all_the_same() -> None:
    assert [one.party.name for one in said_by(FACEBOOK, file("a/f.json", {"followers_v2": [{"name": "Mia"}]}))] == ["Mia"]
    follow = said_by(INSTAGRAM, file("a/f.json", [{"string_list_data": [{"value": "ben"}]}, 5]))
    assert isinstance(follow[0], FollowRecord)


def test_lists_that_hold_nothing_for_us_and_damaged_ones_are_no_trouble() -> None:
    odd = file("a/posts/odd.json", [{"timestamp": 1600000000, "data": ["x"], "title": "?"}])
    broken = Memory(b'{"friends_v2": [{"name": nil}, {"name": "Mia"}', "a/friends/f.json")
    said = said_by(FACEBOOK, odd, broken, Memory(b'{"profile_v2": [1', "a/profile/p.json"))
    assert [one.name.full if isinstance(one, PersonRecord) else one for one in said] == [
        "This entry is no valid JSON.",
        "Mia",
        "The file ends in the middle, as if it had been cut off. What stands before is read.",
    ]
    said = said_by(INSTAGRAM, Memory(b'{"relationships_following": [{"title": nil}', "a/following.json"))
    assert len(said) == 2
    assert said_by(INSTAGRAM, Memory(b'{"profile_user": [1', "a/p.json")) == []


def test_a_profile_of_facebook_may_tell_little() -> None:
    def owner(profile: Any) -> PersonRecord:
        return said_by(FACEBOOK, file("a/p.json", {"profile_v2": profile, "other": 1}))[0]

    assert owner({"name": "Ada", "birthday": {"month": 2, "day": 3}}).birthday == "--02-03"
    assert owner({"name": "Ada", "birthday": {"year": 1985, "month": 13, "day": 3}}).birthday == ""
    twice = Owner()
    twice.take({"name": "Ada"})
    twice.take({"name": "Otto"})
    assert twice.name == "Ada"


def test_names_in_sentences_are_found_without_knowing_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    owner = Owner()
    owner.take({"name": "Ada Okafor"})
    monkeypatch.setattr(people, "KEPT", 2)
    known = Known(owner, ["Ada Okafor", "", "Ben Okafor", "Jens", "Too many"])
    assert known.found_in("Ada Okafor a commenté la publication de Ben Okafor.") == Party(name="Ben Okafor")
    assert known.found_in("Ada Okafor commented on Jens' post.") == Party(name="Jens")
    assert known.found_in("Ada Okafor hat ihren eigenen Beitrag kommentiert.") == Party(name="Ada Okafor", is_owner=True)
    assert known.found_in("") is None
    assert known.found_in("Too many words about nobody") is None


def test_parts_of_a_conversation_are_told_in_order_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def part(number: int, day: int) -> Memory:
        message = {"sender_name": "Ben", "timestamp_ms": 1600000000000 + day * 86_400_000, "content": str(day)}
        content = {"messages": [message, "nothing"], "thread_path": "inbox/x"}
        return file(f"messages/inbox/x/message_{number}.json", content)

    monkeypatch.setattr(meta, "PEOPLE", 1)
    empty = file(
        "messages/inbox/x/message_3.json", {"messages": [{"sender_name": "Vera"}], "thread_path": "inbox/x", "a": "\ud800"}
    )
    said = said_by(FACEBOOK, part(1, 9), part(2, 3), empty)
    assert [one.text for one in said if isinstance(one, MessageRecord)] == ["3", "9"]
    assert said[0].startswith("It cannot be told whose")


def test_a_conversation_that_was_cut_off_gives_what_stands_before_the_cut() -> None:
    whole = thread("messages/inbox/x", "Ada", "Ben")
    *_, message, damage = said_by(FACEBOOK, Memory(whole.data[:-1], whole.name))
    assert message.text == "Hello"
    assert damage.startswith("The file ends in the middle")


def test_a_post_of_instagram_may_lie_alone() -> None:
    post = file("a.json", [{"media": [{"uri": "m/1.jpg", "creation_timestamp": 1600000000, "title": "Wall"}]}])
    (record,) = said_by(INSTAGRAM, post)
    assert isinstance(record, PostRecord)
    assert record.at == datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("folder", "reader", "messages"),
    [("history/facebookMessenger", "facebook", 2), ("instagram", "instagram", 2), ("history/instagram", "instagram", 7)],
)
def test_real_conversations_are_read(folder: str, reader: str, messages: int) -> None:
    if not (CHATS / folder).is_dir():
        pytest.skip(f"The folder shared/data/import_chat/{folder} does not lie beside the repository.")
    with open_upload([CHATS / folder]) as upload:
        said = list(read(scan(upload.entries, readers=[INSTAGRAM, FACEBOOK]).assignments))
    assert {each.name for each, _ in said} == {reader}
    found = [item.record for _, item in said if isinstance(item, Found) and isinstance(item.record, MessageRecord)]
    assert len(found) >= messages
    assert [one.sent_at for one in found] == sorted(one.sent_at for one in found)
    assert all("â" not in one.sender.name for one in found)
    assert all(item.reason for _, item in said if isinstance(item, Rejected))


def test_who_asks_to_follow_on_instagram_waits_for_an_answer() -> None:
    entries = [
        {"title": "", "string_list_data": [{"href": "https://www.instagram.com/otto", "value": "otto", "timestamp": 1709640003}]},
        {"title": "", "string_list_data": [{"href": "https://www.instagram.com/vera", "value": "vera"}]},
    ]
    listed = file(
        "connections/followers_and_following/follow_requests_you've_received.json",
        {"relationships_follow_requests_received": entries},
    )
    dated, undated = said_by(INSTAGRAM, listed)
    assert isinstance(dated, InvitationRecord)
    assert (dated.channel, dated.direction, dated.sender.identities[0].value) == ("instagram", "in", "otto")
    assert dated.recipient.is_owner
    assert isinstance(undated, FollowRecord)
    assert (undated.direction, undated.status) == ("in", "requested")
