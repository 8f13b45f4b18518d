"""Calendars on servers: found, read by what changed, written only if unchanged; hostile answers are refused in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_network
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from hustings.connectors.calendars import dav, feeds
from hustings.connectors.calendars.caldav import CalDav, Conflict, ReadOnly
from hustings.connectors.calendars.reading import Text, records_in, zone_in
from hustings.connectors.calendars.writing import Draft, change, compose, dates_of
from hustings.connectors.http import TooLarge
from hustings.connectors.outbound import Guard
from hustings.kernel.errors import NeverRetry, NotFound, RetryLater, WrongInput

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
GUARD = Guard(
    allowed=(ip_network("127.0.0.0/8"),), resolve=lambda host, port: ["127.0.0.1" if host == "own" else "93.184.216.34"]
)
PLACE = "https://dav.example.org/cal/home/"
XML = (
    '<d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:s="http://calendarserver.org/ns/">{}'
    "</d:multistatus>"
)
Answers = Callable[[httpx.Request], httpx.Response]


def opening(answer: Answers) -> Any:
    """Stands for http.open_client."""

    @contextmanager
    def opens(guard: Guard, **given: Any) -> Iterator[httpx.Client]:
        follows = given.get("follow_redirects", False)
        with httpx.Client(transport=httpx.MockTransport(answer), follow_redirects=follows, max_redirects=5) as client:
            yield client

    return opens


def account(answer: Answers, place: str = PLACE) -> CalDav:
    return CalDav(place, "ada", "a secret", GUARD, opens=opening(answer))


def many(*parts: str, status: int = 207) -> httpx.Response:
    return httpx.Response(status, text=XML.format("".join(parts)))


def said(href: str, props: str = "", *, status: str = "HTTP/1.1 200 OK", gone: bool = False) -> str:
    if gone:
        return f"<d:response><d:href>{href}</d:href><d:status>HTTP/1.1 404 Not Found</d:status></d:response>"
    found = f"<d:propstat><d:prop>{props}</d:prop><d:status>{status}</d:status></d:propstat>"
    return f"<d:response><d:href>{href}</d:href>{found}</d:response>"


CALENDAR = "<d:resourcetype><d:collection/><c:calendar/></d:resourcetype>"
NAMED = f"{CALENDAR}<d:displayname>Campaign</d:displayname>"
EVENT = (
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:one\r\nDTSTART:20260610T150000Z\r\nSUMMARY:Forum\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


class TestFinding:
    def test_the_address_of_one_calendar_is_enough(self) -> None:
        with account(lambda request: many(said("/cal/home/", NAMED))) as here:
            assert [(each.name, each.address, each.may_write) for each in here.calendars()] == [("Campaign", PLACE, True)]

    def test_from_the_server_by_principal_and_home_to_the_calendars_that_hold_events(self) -> None:
        read_only = "<d:current-user-privilege-set><d:privilege><d:read/></d:privilege></d:current-user-privilege-set>"
        writing = "<d:current-user-privilege-set><d:privilege><d:write/></d:privilege></d:current-user-privilege-set>"
        tasks = '<c:supported-calendar-component-set><c:comp name="VTODO"/></c:supported-calendar-component-set>'
        both = '<c:supported-calendar-component-set><c:comp name="VEVENT"/></c:supported-calendar-component-set>'

        def answer(request: httpx.Request) -> httpx.Response:
            path, body = request.url.path, request.content.decode()
            if path == "/" and "principal" in body:
                return httpx.Response(404)
            if path == "/":
                return many(said("/", "<d:resourcetype><d:collection/></d:resourcetype>"))
            if path == "/.well-known/caldav":
                return httpx.Response(301, headers={"location": "/dav/"})
            if path == "/dav/" and "principal" not in body:
                return httpx.Response(405)
            if path == "/dav/":
                return many(said("/dav/", "<d:current-user-principal><d:href>/users/ada/</d:href></d:current-user-principal>"))
            if path == "/users/ada/":
                return many(said("/users/ada/", "<c:calendar-home-set><d:href>/cal/ada/</d:href></c:calendar-home-set>"))
            return many(
                said("/cal/ada/", "<d:resourcetype><d:collection/></d:resourcetype>"),
                said("/cal/ada/team%20one/", f"{CALENDAR}{both}{read_only}"),
                said("/cal/ada/own/", f"{NAMED}{writing}"),
                said("/cal/ada/tasks/", f"{CALENDAR}{tasks}"),
            )

        for place in ("https://dav.example.org", "https://dav.example.org/dav/"):
            with account(answer, place) as here:
                found = here.calendars()
        assert [(each.name, each.may_write) for each in found] == [("team one", False), ("Campaign", True)]
        assert found[0].address == "https://dav.example.org/cal/ada/team%20one/"

    def test_where_there_is_none_it_is_said(self) -> None:
        with account(lambda request: httpx.Response(404)) as here, pytest.raises(WrongInput, match="no calendar"):
            here.calendars()

    def test_a_password_never_follows_to_another_server_nor_round_in_circles(self) -> None:
        elsewhere = {"location": "https://evil.example.net/"}
        with account(lambda request: httpx.Response(302, headers=elsewhere)) as here, pytest.raises(WrongInput, match="evil"):
            here.calendars()
        with account(lambda request: httpx.Response(302, headers={"location": "/cal/home/"})) as here, pytest.raises(NeverRetry):
            here.calendars()

    @pytest.mark.parametrize("place", ["", "ftp://dav.example.org/", "https://", "http://dav.example.org/"])
    def test_what_is_no_safe_address_is_refused(self, place: str) -> None:
        with pytest.raises(WrongInput):
            account(lambda request: httpx.Response(404), place)

    def test_a_server_of_ones_own_network_may_do_without_tls_and_odd_addresses_are_plain(self) -> None:
        assert account(lambda request: httpx.Response(404), "http://ada:pw@own:5232/x").place == "http://own:5232/x"
        assert account(lambda request: httpx.Response(404), "https://[2001:4860::1]/").place == "https://[2001:4860::1]/"


class TestReading:
    def server(self, *, sync: bool = True, ctag: str = "one", objects: dict[str, str] | None = None) -> Answers:
        held = {"/cal/home/a.ics": '"1"', "/cal/home/b%20c.ics": '"2"'} if objects is None else objects

        def answer(request: httpx.Request) -> httpx.Response:
            body = request.content.decode()
            if "sync-collection" in body:
                if not sync or "old" in body:
                    return httpx.Response(403)
                parts = [said(href, f"<d:getetag>{etag}</d:getetag>") for href, etag in held.items()]
                return many(said("/cal/home/"), *parts, said("/cal/home/gone.ics", gone=True), "<d:sync-token>t2</d:sync-token>")
            if "getctag" in body:
                return many(said("/cal/home/", f"<s:getctag>{ctag}</s:getctag>"))
            if "multiget" in body:
                named = [href for href in held if href in body]
                text = f"<c:calendar-data>{EVENT}</c:calendar-data>"
                lost = said("/cal/home/lost.ics", gone=True)
                return many(*(said(href, f"<d:getetag>{held[href]}</d:getetag>{text}") for href in named), lost)
            parts = [said(href, f"<d:getetag>{etag}</d:getetag>") for href, etag in held.items()]
            return many(said("/cal/home/", "<d:getetag>x</d:getetag>"), *parts)

        return answer

    def test_first_everything_then_what_changed_and_what_is_gone(self) -> None:
        with account(self.server()) as here:
            first = here.changes("", {"/cal/home/left.ics": '"0"'})
            assert sorted(each.href for each in first.changed) == ["/cal/home/a.ics", "/cal/home/b c.ics"]
            assert (first.gone, first.mark) == (("/cal/home/left.ics",), "sync:t2")
            known = {each.href: each.etag for each in first.changed}
            again = here.changes("sync:t2", {**known, "/cal/home/gone.ics": '"9"'})
        assert (again.changed, again.gone) == ((), ("/cal/home/gone.ics",))

    def test_a_token_that_is_not_known_any_more_reads_everything_again(self) -> None:
        with account(self.server()) as here:
            assert here.changes("sync:old", {}).mark == "sync:t2"

    def test_without_a_sync_report_ctags_and_etags_tell(self) -> None:
        with account(self.server(sync=False)) as here:
            first = here.changes("", {"/cal/home/left.ics": '"0"', "/cal/home/a.ics": '"1"'})
            assert [each.href for each in first.changed] == ["/cal/home/b c.ics"]
            assert (first.gone, first.mark) == (("/cal/home/left.ics",), "ctag:one")
            assert here.changes("ctag:one", {}) == ((), (), "ctag:one")
            assert here.changes("ctag:older", {}).mark == "ctag:one"

    def test_a_server_without_any_mark_is_compared_each_time(self) -> None:
        with account(self.server(sync=False, ctag="")) as here:
            assert here.changes("", {}).mark == ""

    def test_a_report_that_was_cut_off_or_has_no_token_is_not_believed(self) -> None:
        def answer(request: httpx.Request) -> httpx.Response:
            if "sync-collection" in request.content.decode():
                return many("<d:response><d:href>/x</d:href><d:status>HTTP/1.1 507 Full</d:status></d:response>")
            return self.server()(request)

        with account(answer) as here:
            assert here.changes("", {}).mark == "ctag:one"

    def test_one_object_is_got_or_is_not_there(self) -> None:
        with account(lambda request: httpx.Response(200, text=EVENT, headers={"etag": '"1"'})) as here:
            assert here.get("/cal/home/a.ics") == ("/cal/home/a.ics", '"1"', EVENT)
        with account(lambda request: httpx.Response(404)) as here:
            assert here.get("/cal/home/a.ics") is None


class TestWriting:
    def test_what_somebody_else_changed_is_never_overwritten(self) -> None:
        asked: list[httpx.Request] = []

        def answer(request: httpx.Request) -> httpx.Response:
            asked.append(request)
            return httpx.Response(412 if request.headers.get("if-match") == '"old"' else 201, headers={"etag": '"2"'})

        with account(answer) as here:
            assert here.put("/cal/home/new x.ics", EVENT, etag="") == '"2"'
            assert here.put("/cal/home/a.ics", EVENT, etag='"1"') == '"2"'
            with pytest.raises(Conflict):
                here.put("/cal/home/a.ics", EVENT, etag='"old"')
            here.delete("/cal/home/a.ics", etag='"1"')
            here.delete("/cal/home/a.ics", etag="")
            with pytest.raises(Conflict):
                here.delete("/cal/home/a.ics", etag='"old"')
        assert asked[0].headers["if-none-match"] == "*"
        assert asked[0].url.raw_path == b"/cal/home/new%20x.ics"
        assert asked[0].headers["authorization"].startswith("Basic ")

    def test_a_calendar_that_can_only_be_read_says_so(self) -> None:
        with account(lambda request: httpx.Response(403)) as here:
            with pytest.raises(ReadOnly, match="only be read"):
                here.put("/cal/home/a.ics", EVENT, etag='"1"')
            with pytest.raises(ReadOnly, match="only be read"):
                here.delete("/cal/home/a.ics", etag='"1"')

    @pytest.mark.parametrize(("right", "refusal"), [("write", WrongInput), ("read", ReadOnly)])
    def test_one_event_that_must_not_be_changed_is_told_from_a_calendar_that_can_only_be_read(
        self, right: str, refusal: type[Exception]
    ) -> None:
        rights = f"<d:current-user-privilege-set><d:privilege><d:{right}/></d:privilege></d:current-user-privilege-set>"
        asked: list[str] = []

        def answer(request: httpx.Request) -> httpx.Response:
            asked.append(request.method)
            return many(said("/cal/home/", rights)) if request.method == "PROPFIND" else httpx.Response(403)

        with account(answer) as here:
            for _ in range(2):
                with pytest.raises(refusal):
                    here.put("/cal/home/a.ics", EVENT, etag='"1"')
        assert asked == ["PUT", "PROPFIND", "PUT"]

    @pytest.mark.parametrize("status", [400, 413, 415, 422])
    def test_an_event_that_a_server_does_not_take_is_told_from_a_calendar_that_it_does_not_open(self, status: int) -> None:
        with account(lambda request: httpx.Response(status)) as here, pytest.raises(WrongInput, match=f"not take.*{status}"):
            here.put("/cal/home/a.ics", EVENT, etag='"1"')

    @pytest.mark.parametrize(
        ("status", "error"),
        [(401, NeverRetry), (403, NeverRetry), (404, NotFound), (429, RetryLater), (500, RetryLater), (405, NeverRetry)],
    )
    def test_refusals_are_said_as_what_they_are(self, status: int, error: type[Exception]) -> None:
        with account(lambda request: httpx.Response(status)) as here, pytest.raises(error):
            here.fetch(["/cal/home/a.ics"])

    def test_a_broken_line_passes_and_an_endless_answer_does_not(self) -> None:
        def broken(request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("no line")

        def endless(request: httpx.Request) -> httpx.Response:
            raise TooLarge("too large")

        with account(broken) as here, pytest.raises(RetryLater, match="could not be reached"):
            here.get("/a")
        with account(endless) as here, pytest.raises(TooLarge):
            here.get("/a")


class TestXml:
    @pytest.mark.parametrize(
        "data",
        [b"", b"<a>", b"nothing", b"\xff\xfe\x00", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"<a></a><b></b>"],
    )
    def test_what_is_no_plain_xml_is_refused(self, data: bytes) -> None:
        with pytest.raises(NeverRetry):
            dav.parsed(data)

    def test_endless_trees_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(dav, "MOST_ELEMENTS", 3)
        with pytest.raises(NeverRetry, match="larger"):
            dav.parsed(b"<a><b/><b/><b/></a>")

    def test_odd_answers_say_nothing(self) -> None:
        root = dav.parsed(
            XML.format(
                said("http://h/x%20y", "<d:getetag/>", status="")
                + said("/z", "<d:getetag>1</d:getetag>", status="HTTP/1.1 403 No")
                + "<d:response/>"
            ).encode()
        )
        first, second, third = dav.items(root)
        assert (first.href, first.text(dav.tag(dav.DAV, "getetag")), first.status) == ("/x y", "", 200)
        assert second.found == {}
        assert (third.href, third.href_in(dav.tag(dav.DAV, "x")), third.text("y")) == ("", "", "")
        assert dav.parsed(b"<plain/>").tag == "plain"


class TestFeeds:
    def fetch(self, answer: Answers, mark: str = "", place: str = "webcal://example.org/a.ics") -> feeds.Fetched:
        return feeds.fetch(place, mark, GUARD, opens=opening(answer))

    def test_a_feed_is_asked_only_whether_it_changed(self) -> None:
        def answer(request: httpx.Request) -> httpx.Response:
            assert request.url.scheme == "https"
            if request.headers.get("if-none-match") == '"1"':
                return httpx.Response(304)
            return httpx.Response(200, text=EVENT, headers={"etag": '"1"', "last-modified": "Mon"})

        first = self.fetch(answer)
        assert first.text == EVENT
        assert self.fetch(answer, first.mark, "https://example.org/a.ics") == (None, first.mark)

    def test_what_is_wrong_with_a_feed_is_said(self) -> None:
        def broken(request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("no line")

        circles = {"location": "https://example.org/a.ics"}
        cases: list[tuple[Answers, type[Exception]]] = [
            (lambda request: httpx.Response(200, text="<html>"), WrongInput),
            (lambda request: httpx.Response(410), NeverRetry),
            (lambda request: httpx.Response(503), RetryLater),
            (lambda request: httpx.Response(302, headers=circles), NeverRetry),
            (broken, RetryLater),
        ]
        for answer, error in cases:
            with pytest.raises(error):
                self.fetch(answer)
        with pytest.raises(WrongInput):
            self.fetch(lambda request: httpx.Response(200), place="file:///etc/passwd")


class TestText:
    ZONE = ZoneInfo("Europe/Berlin")

    def draft(self, **given: Any) -> Draft:
        values = {"uid": "u@h", "title": "Forum", "starts_at": NOW, "ends_at": NOW + timedelta(hours=1), **given}
        return Draft(**values)

    @pytest.mark.parametrize("repeat", ["daily", "weekly", "fortnightly", "monthly", "yearly"])
    def test_dates_keep_their_clock_time_and_end_with_their_day(self, repeat: str) -> None:
        begin = datetime(2026, 3, 27, 18, tzinfo=self.ZONE)
        found = list(dates_of(begin, None, repeat=repeat, until=date(2026, 5, 27), zone=self.ZONE, all_day=False))
        assert {at.astimezone(self.ZONE).hour for _, at, _ in found} == {18}
        assert len(found) == {"daily": 62, "weekly": 9, "fortnightly": 5, "monthly": 3, "yearly": 1}[repeat]

    def test_a_moment_between_two_seconds_is_one_date(self) -> None:
        begin = datetime(2026, 3, 27, 18, 0, 0, 250_000, tzinfo=self.ZONE)
        found = dates_of(begin, None, repeat="weekly", until=date(2026, 4, 4), zone=self.ZONE, all_day=False)
        assert [key for key, _, _ in found] == ["20260327T170000Z", "20260403T160000Z"]

    def test_whole_days_are_days(self) -> None:
        begin = datetime(2026, 3, 27, tzinfo=UTC)
        found = list(
            dates_of(begin, begin + timedelta(days=1), repeat="daily", until=date(2026, 3, 29), zone=self.ZONE, all_day=True)
        )
        assert [key for key, _, _ in found] == ["20260327", "20260328", "20260329"]

    def test_the_last_day_is_the_last_in_every_zone(self) -> None:
        begin = datetime(2026, 3, 27, tzinfo=UTC)
        for zone in ("Pacific/Honolulu", "Pacific/Kiritimati"):
            found = dates_of(begin, None, repeat="daily", until=date(2026, 3, 29), zone=ZoneInfo(zone), all_day=True)
            assert [key for key, _, _ in found] == ["20260327", "20260328", "20260329"]

    def test_what_is_written_is_read_the_same(self) -> None:
        text = compose([self.draft(zone="Europe/Berlin", location="Pier, 4", description="a\nb", status="confirmed")], now=NOW)
        (record,), refused = records_in(text)
        assert (record.title, record.starts_at, record.location, record.description) == ("Forum", NOW, "Pier, 4", "a\nb")
        assert (refused, zone_in(text)) == ([], "Europe/Berlin")
        day = datetime(2026, 6, 1, tzinfo=UTC)
        (whole,), _ = records_in(compose([self.draft(starts_at=day, ends_at=day + timedelta(days=2), all_day=True)], now=NOW))
        assert (whole.all_day, whole.ends_at) == (True, day + timedelta(days=2))

    def series(self) -> list[Draft]:
        keys = ("20260504T090000Z", "20260511T090000Z", "20260518T090000Z")
        return [
            self.draft(key=key, starts_at=NOW + timedelta(weeks=n), ends_at=None, title="Other" if n == 1 else "Forum")
            for n, key in enumerate(keys)
        ]

    def test_a_series_is_one_object_with_what_differs(self) -> None:
        text = compose(self.series(), now=NOW)
        records, _ = records_in(text)
        assert [(each.external_id, each.title) for each in sorted(records, key=lambda each: each.external_id)] == [
            ("u@h/20260504T090000Z", "Forum"), ("u@h/20260511T090000Z", "Other"), ("u@h/20260518T090000Z", "Forum")
        ]  # fmt: skip

    def test_one_date_of_a_series_is_moved_and_moved_again_and_the_others_stay(self) -> None:
        text = compose(self.series(), now=NOW)
        third = self.series()[2]
        for hours in (1, 2):
            moved = Draft(uid="u@h", title="Later", key=third.key, starts_at=third.starts_at + timedelta(hours=hours))
            text = change(text, moved, now=NOW)
        records, _ = records_in(text)
        assert sorted(each.title for each in records) == ["Forum", "Later", "Other"]
        later = next(each for each in records if each.title == "Later")
        assert (later.starts_at, later.external_id) == (third.starts_at + timedelta(hours=2), f"u@h/{third.key}")

    def test_what_we_do_not_know_of_an_event_stays(self) -> None:
        text = (
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:u@h\r\nSUMMARY:Old\r\nDTSTART;TZID=Europe/Berlin:20260504T110000\r\n"
            "DURATION:PT1H\r\nSEQUENCE:4\r\nX-OWN:kept\r\nATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:Ana@example.org\r\n"
            "ATTENDEE;PARTSTAT=ACCEPTED:mailto:bo@example.org\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\n"
            "DESCRIPTION:x\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
        made = change(text, self.draft(title="New", answers={"ana@example.org": "DECLINED"}), now=NOW)
        assert "X-OWN:kept" in made
        assert "BEGIN:VALARM" in made
        assert "SEQUENCE:5" in made
        assert "DTSTART;TZID=Europe/Berlin:20260504T110000" in made
        (record,), _ = records_in(made)
        assert {answer for _, answer in record.attendees} == {"declined", "accepted"}
        one = text.replace("ATTENDEE;PARTSTAT=ACCEPTED:mailto:bo@example.org\r\n", "")
        assert "PARTSTAT=TENTATIVE" in change(one, self.draft(answers={"ana@example.org": "TENTATIVE"}), now=NOW)

    def test_whole_days_and_days_without_a_zone_can_be_moved_too(self) -> None:
        text = (
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u@h\r\nDTSTART;VALUE=DATE:20260504\r\nRRULE:FREQ=DAILY;COUNT=3\r\nEND:VEVENT\r\n"
            "BEGIN:VEVENT\r\nUID:u@h\r\nRECURRENCE-ID:20260506T000000\r\nDTSTART:20260506T120000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
        day = datetime(2026, 5, 6, tzinfo=UTC)
        made = change(text, self.draft(key="20260505", starts_at=day, ends_at=None, all_day=True), now=NOW)
        assert "RECURRENCE-ID;VALUE=DATE:20260505" in made
        again = change(made, self.draft(key="20260506T000000Z", title="Same", ends_at=None), now=NOW)
        assert again.count("BEGIN:VEVENT") == 3

    def test_a_date_in_a_series_of_utc_keeps_its_place(self) -> None:
        text = (
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u@h\r\nDTSTART;VALUE=DATE:20260504\r\nRRULE:FREQ=DAILY;COUNT=3\r\n"
            "END:VEVENT\r\nEND:VCALENDAR\r\n"
        )
        assert "RECURRENCE-ID:20260504T090000Z" in change(text, self.draft(key="20260504T090000Z", zone="Mars/Olympus"), now=NOW)

    def test_what_is_not_there_or_broken_is_said(self) -> None:
        with pytest.raises(WrongInput, match="any more"):
            change(EVENT, self.draft(), now=NOW)
        with pytest.raises(WrongInput, match="cannot be read"):
            change("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", self.draft(), now=NOW)

    def test_a_text_without_events_or_sense_says_so(self) -> None:
        assert records_in("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:x\r\n")[1]
        assert zone_in("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n") == ""
        assert zone_in("nothing") == ""
        held = Text("a.ics", EVENT.encode())
        assert (held.size, held.head(5)) == (len(EVENT), b"BEGIN")
