"""The pages of people: the list, one person, what can be done there, merging, logging, organisations, tags and fields."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from conftest import ClientOf
from hustings.apps.accounts.actor import Actor
from hustings.apps.groups.models import Opportunity
from hustings.apps.people import actions, queries
from hustings.apps.people.models import Interaction, Note, Organisation, Person, Promise, Tag, Vouch

HTMX = {"HX-Request": "true"}


@pytest.fixture
def mara(ada: Actor) -> int:
    return actions.add_person(ada, name="Mara Lind", email="mara@example.org", organisation="Harbour Trust", title="Chair")


@pytest.fixture
def hers(ada: Actor, client_of: ClientOf) -> Client:
    return client_of(ada)


def words(html: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.decode()))


def shown(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return words(answer.content)


def undo_in(html: str) -> str:
    """The address of the Undo that a page offers."""
    return re.search(r'action="(/undo/\d+/)"', html).group(1)


def test_the_list_shows_who_where_and_how_near(hers: Client, mara: int) -> None:
    page = shown(hers, "/people/")
    assert "Whom we know" in page
    assert "Mara Lind Chair, Harbour Trust" in page
    assert "1 person" in page


def test_search_as_you_type_gives_only_the_list(hers: Client, ada: Actor, mara: int) -> None:
    actions.add_person(ada, name="Olga Nowak")
    part = hers.get("/people/?query=mar", headers=HTMX)
    assert "Mara Lind" in part.content.decode()
    assert "Olga" not in part.content.decode()
    assert "<html" not in part.content.decode()
    assert "Nobody matches “xyz”" in shown(hers, "/people/?query=xyz")


def test_more_rows_come_by_a_link_and_in_place(hers: Client, ada: Actor) -> None:
    for number in range(60):
        actions.add_person(ada, name=f"Person {number:02}")
    page = hers.get("/people/").content.decode()
    link = re.search(r'href="(\?after=[^"]+)"', page).group(1)
    rest = hers.get(f"/people/{link}").content.decode()
    assert page.count("data-row ") + rest.count("data-row ") == 60
    part = hers.get(f"/people/{link}&part=rows", headers=HTMX).content.decode()
    assert part.lstrip().startswith("<li")


def test_the_palette_is_answered_in_json(hers: Client, mara: int) -> None:
    (found,) = hers.get("/people/search.json?q=mara").json()["results"]
    assert found == {"id": mara, "name": "Mara Lind", "headline": "Harbour Trust", "url": f"/people/{mara}/"}


def test_an_empty_list_teaches(hers: Client, client_of: ClientOf, vera: Actor) -> None:
    assert "Nobody is assigned to you yet" in shown(client_of(vera), "/people/")


def test_a_person_answers_who_this_is_and_how_we_stand(hers: Client, ada: Actor, mara: int) -> None:
    now = timezone.now()
    actions.log_touch(
        ada, [mara], kind="call", at=now - timedelta(days=3), now=now, text="About the harbour", promise="the report"
    )
    page = shown(hers, f"/people/{mara}/")
    for said in ("Mara Lind", "Chair, Harbour Trust", "Last contact 3 days ago", "You promised: the report", "About the harbour",
                 "What they sent lately", "Ada Okafor", "mara@example.org", "by hand, Ada Okafor"):  # fmt: skip
        assert said in page


def test_everything_that_is_done_can_be_undone(hers: Client, ada: Actor, ben: Actor, mara: int) -> None:
    field = actions.add_field(ada, name="Precinct", type="text")
    actions.tag_person(ada, mara, name="Press")
    tag = Tag.objects.get().pk
    acts: list[tuple[str, dict[str, str]]] = [
        ("note", {"text": "likes maps"}),
        ("tag", {"name": "Union"}),
        (f"tag/{tag}/remove", {}),
        ("vouch", {"how": "worked_together", "shared": "on"}),
        ("rhythm", {"segment": "network", "period_days": "20"}),
        ("assign", {"member": str(ben.member_id)}),
        ("silence", {"silent": "yes"}),
        ("edit", {"headline": "Keeps the harbour", "was_headline": ""}),
        ("identity", {"kind": "phone", "value": "+49 30 123456"}),
        ("identity/remove", {"kind": "email", "value": "mara@example.org"}),
        ("position", {"organisation": "City Hall", "title": "Adviser"}),
        ("position/remove", {"organisation": "Harbour Trust", "title": "Chair"}),
        (f"field/{field}", {"value": "7"}),
    ]
    for tail, given in acts:
        before = queries.person_view(ada, mara)
        answer = hers.post(f"/people/{mara}/{tail}/", given, headers=HTMX)
        assert answer.status_code == 200, tail
        assert queries.person_view(ada, mara) != before, tail
        assert hers.post(undo_in(answer.content.decode())).status_code == 302
        after = queries.person_view(ada, mara)
        assert (after.tags, after.notes, after.vouches, after.fields) == (
            before.tags,
            before.notes,
            before.vouches,
            before.fields,
        ), tail
        assert (after.segment, after.headline, after.assigned_to, after.do_not_contact) == (
            before.segment, before.headline, before.assigned_to, before.do_not_contact,
        ), tail  # fmt: skip
        assert [each.value for each in after.identities] == [each.value for each in before.identities], tail
        assert [each.title for each in after.positions] == [each.title for each in before.positions], tail


def test_without_scripts_an_action_leads_back_to_the_person(hers: Client, mara: int) -> None:
    answer = hers.post(f"/people/{mara}/note/", {"text": "likes maps"}, follow=True)
    assert answer.redirect_chain == [(f"/people/{mara}/", 302)]
    assert "Noted." in words(answer.content)
    note = Note.objects.get()
    hers.post(f"/people/{mara}/note/{note.pk}/remove/")
    assert not Note.objects.exists()


def test_an_edit_that_changes_nothing_leaves_nothing(hers: Client, ada: Actor, mara: int) -> None:
    given = {"name": "Mara Lind", "was_name": "Mara Lind", "headline": "", "was_headline": ""}
    answer = hers.post(f"/people/{mara}/edit/", given, headers=HTMX)
    assert "Nothing was changed." in words(answer.content)
    assert queries.undo_steps(ada)[0].verb == "add_person"


def test_a_promise_is_kept(hers: Client, ada: Actor, mara: int) -> None:
    now = timezone.now()
    logged = actions.log_touch(ada, [mara], kind="call", at=now, now=now, promise="the report")
    hers.post(f"/people/{mara}/promise/{logged.promise_id}/kept/")
    assert Promise.objects.get().kept_at is not None


@pytest.mark.parametrize(
    ("tail", "given"),
    [
        ("note", {"text": " "}),
        ("tag", {}),
        ("vouch", {"how": "by magic"}),
        ("rhythm", {"segment": "friends"}),
        ("rhythm", {"period_days": "soon"}),
        ("identity", {"kind": "email", "value": "nonsense"}),
        ("position", {}),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_sentence(hers: Client, mara: int, tail: str, given: dict[str, str]) -> None:
    answer = hers.post(f"/people/{mara}/{tail}/", given)
    assert answer.status_code == 400
    assert "This cannot be used" in words(answer.content)


def test_somebody_new_is_added_by_hand(hers: Client) -> None:
    assert "Whom did you meet?" in shown(hers, "/people/new/?name=Olga")
    refused = hers.post("/people/new/", {"name": "Olga Nowak", "email": "nonsense"})
    assert refused.status_code == 400
    assert 'value="Olga Nowak"' in refused.content.decode()
    made = hers.post("/people/new/", {"name": "Olga Nowak", "note": "met at the hearing"}, follow=True)
    assert "Olga Nowak is known now." in words(made.content)
    hers.post(undo_in(made.content.decode()))
    assert not Person.objects.filter(name="Olga Nowak").exists()


def test_a_touch_is_logged_with_a_promise_and_undone(hers: Client, mara: int) -> None:
    given = {
        "person": [mara],
        "kind": "meeting",
        "text": "At the quay",
        "promise": "the plan",
        "promise_due": "2030-01-31",
        "at": "",
    }
    answer = hers.post("/people/log/", given, follow=True)
    assert answer.redirect_chain == [(f"/people/{mara}/?ask=vouch#ask-vouch", 302)]
    assert "Logged with Mara Lind." in words(answer.content)
    assert Promise.objects.get().text == "the plan"
    hers.post(undo_in(answer.content.decode()))
    assert not Interaction.objects.exists()


def test_logging_keeps_what_was_typed_when_something_is_missing(hers: Client, mara: int) -> None:
    answer = hers.post("/people/log/", {"kind": "call", "text": "About the harbour"})
    assert answer.status_code == 400
    assert "Say with whom it was" in words(answer.content)
    assert "About the harbour" in answer.content.decode()
    for at in ("yesterday", "2999-01-01T10:00"):
        assert hers.post("/people/log/", {"kind": "call", "person": [mara], "at": at}).status_code == 400
    assert hers.post("/people/log/", {"kind": "call", "person": [mara], "promise": "x", "promise_due": "soon"}).status_code == 400
    assert not Interaction.objects.exists()


def test_enter_takes_the_likeliest_person(hers: Client, mara: int) -> None:
    part = hers.post("/people/log/", {"q": "mara", "pick": "1"}, headers=HTMX).content.decode()
    assert re.search(rf'name="person" value="{mara}" checked', part)
    assert "<html" not in part
    found = hers.get("/people/log/found/?q=mara", headers=HTMX).content.decode()
    assert f'name="person" value="{mara}">' in found
    assert "Nobody else is found" in words(hers.get("/people/log/found/?q=xyz", headers=HTMX).content)
    assert not Interaction.objects.exists()


def test_logging_from_another_page_returns_there(hers: Client, mara: int) -> None:
    answer = hers.post("/people/log/", {"person": [mara], "kind": "call"}, headers={"Referer": "http://testserver/people/"})
    assert answer.headers["Location"] == "http://testserver/people/"
    strange = hers.post("/people/log/", {"person": [mara], "kind": "call"}, headers={"Referer": "https://elsewhere.example/"})
    assert strange.headers["Location"] == f"/people/{mara}/"


def test_two_records_are_compared_merged_and_taken_apart(hers: Client, ada: Actor, mara: int) -> None:
    other = actions.add_person(ada, name="Mara Lindh", note="likes maps")
    assert "Mara Lindh" in shown(hers, f"/people/{mara}/merge/?q=mara")
    page = shown(hers, f"/people/{mara}/merge/?other={other}")
    assert "What a merge would move" in page
    assert "1 note" in page
    merged = hers.post(f"/people/{mara}/merge/", {"other": other}, follow=True)
    assert "are one person now" in words(merged.content)
    (merge,) = queries.person_view(ada, mara).merges
    hers.post(f"/people/{mara}/merge/{merge.id}/undo/")
    assert Person.objects.filter(pk=other).exists()
    assert hers.get(f"/people/{mara}/merge/?other=999999999").status_code == 404


def test_a_timeline_shows_one_kind_and_goes_on_in_pages(hers: Client, ada: Actor, mara: int) -> None:
    now = timezone.now()
    for days in range(40):
        actions.log_touch(ada, [mara], kind="call", at=now - timedelta(days=days), now=now, text=f"call {days}")
    actions.add_note(ada, mara, text="likes maps")
    page = hers.get(f"/people/{mara}/").content.decode()
    link = re.search(rf'href="(/people/{mara}/timeline/\?after=[^"]+)"', page).group(1)
    rest = hers.get(link, headers=HTMX).content.decode()
    assert page.count("call 0<") == 1
    assert "call 39<" in rest
    assert "call 39<" in hers.get(link).content.decode()
    notes = words(hers.get(f"/people/{mara}/timeline/?kind=note", headers=HTMX).content)
    assert "likes maps" in notes
    assert "call 3" not in notes


def test_an_organisation_shows_whom_we_know_there(hers: Client, ada: Actor, mara: int) -> None:
    assert "Harbour Trust 1 person" in shown(hers, "/organisations/")
    assert "No organisation is called “xyz”" in shown(hers, "/organisations/?query=xyz")
    (row,) = queries.organisations_page(ada).rows
    page = shown(hers, f"/organisations/{row.id}/")
    assert "1 person whom we know is there now" in page
    assert "Mara Lind Chair" in page


def test_tags_are_renamed_and_joined(hers: Client, ada: Actor, mara: int) -> None:
    for name in ("Press", "Media"):
        actions.tag_person(ada, mara, name=name)
    hers.post(f"/tags/{Tag.objects.get(name='Media').pk}/rename/", {"name": "press"})
    assert [tag.name for tag in queries.tags_of(ada)] == ["Press"]
    assert "Press 1 person" in shown(hers, "/tags/")


def test_own_fields_are_added_and_refused(hers: Client) -> None:
    assert hers.post("/fields/", {"name": "Precinct", "type": "choice"}).status_code == 400
    hers.post("/fields/", {"name": "Precinct", "type": "choice", "choices": "North\nSouth\n"})
    assert "Precinct choice: North, South" in shown(hers, "/fields/")


def test_a_volunteer_works_with_assigned_people_only(client_of: ClientOf, ada: Actor, vera: Actor, mara: int) -> None:
    hers = client_of(vera)
    assert hers.get(f"/people/{mara}/").status_code == 404
    assert hers.post(f"/people/{mara}/note/", {"text": "x"}).status_code == 404
    actions.assign_person(ada, mara, member_id=vera.member_id, now=timezone.now())
    page = hers.get(f"/people/{mara}/").content.decode()
    assert f"/people/{mara}/note/" in page
    assert f"/people/{mara}/edit/" not in page
    assert hers.post(f"/people/{mara}/edit/", {"name": "X"}).status_code == 403
    assert hers.post(f"/people/{mara}/vouch/", {"how": "met_in_person"}).status_code == 302
    assert Vouch.objects.get().member_id == vera.member_id


def test_foreign_people_are_not_found(client_of: ClientOf, otto: Actor, mara: int) -> None:
    browser = client_of(otto)
    assert browser.get(f"/people/{mara}/").status_code == 404
    assert browser.get(f"/people/{mara}/timeline/").status_code == 404
    assert browser.get(f"/people/{mara}/merge/").status_code == 404
    assert "Mara" not in browser.get("/people/?query=mara").content.decode().replace('value="mara"', "").replace("mara", "")


def test_names_of_every_script_keep_their_direction(hers: Client, ada: Actor) -> None:
    person = actions.add_person(ada, name="ليلى حداد", organisation="بلدية الميناء")
    actions.add_identity(ada, person, kind="email", value="layla@example.org")
    actions.add_identity(ada, person, kind="email", value="l.haddad@example.net")
    page = hers.get(f"/people/{person}/").content.decode()
    assert '<h1 dir="auto">ليلى حداد</h1>' in page
    assert "layla@example.org" in page
    assert "l.haddad@example.net" in page
    assert "ليلى" in hers.get("/people/?query=ليلى").content.decode()


@pytest.mark.parametrize("path", ["/", "/organisations/", "/tags/", "/people/"])
def test_an_empty_page_tells_a_volunteer_who_can_assign_people(vera: Actor, client_of: ClientOf, path: str) -> None:
    page = client_of(vera).get(path).content.decode()
    assert "Nobody is assigned to you yet" in page
    assert "Ask one of them." in page
    assert "Bring in what you have" not in page


def test_people_are_narrowed_by_organisation_and_by_tie(ada: Actor, client_of: ClientOf) -> None:
    called = actions.add_person(ada, name="Marisol Etxeberria", organisation="City of Port Halden")
    actions.add_person(ada, name="Tomasz Kern", organisation="Old Docks")
    now = timezone.now()
    actions.log_touch(ada, [called], kind="call", at=now, now=now)
    browser = client_of(ada)

    def shown(query: str) -> list[str]:
        rows = browser.get(f"/people/?{query}", headers={"HX-Request": "true"}).content.decode()
        return [name for name in ("Marisol Etxeberria", "Tomasz Kern") if name in rows]

    assert "Any organisation" in browser.get("/people/").content.decode()
    docks = Organisation.objects.get(name="Old Docks").pk
    assert f'<option value="{docks}" selected>' in browser.get(f"/people/?organisation_id={docks}").content.decode()
    assert shown("tie=in_touch") == ["Marisol Etxeberria"]
    assert shown("tie=never") == ["Tomasz Kern"]
    assert shown(f"organisation_id={docks}") == ["Tomasz Kern"]
    assert browser.get("/people/?tie=loose").status_code == 400


@pytest.fixture
def many(ada: Actor) -> int:
    """More organisations than a list to choose from holds; the number of the last one by name."""
    held = [Organisation(workspace_id=ada.workspace_id, name=f"Works {i:03}", key=f"works {i:03}") for i in range(205)]
    Organisation.objects.bulk_create(held)
    return Organisation.objects.get(name="Works 204").pk


def test_a_field_for_an_organisation_proposes_while_a_name_is_typed(hers: Client, many: int) -> None:
    typed = {"field": "organisation", "organisation": "works 20"}
    part = hers.get("/organisations/found/", typed, headers=HTMX).content.decode()
    assert part.count("<option") == 5
    assert f'<option value="Works 204 ({many})">' in part
    assert "<option" not in hers.get("/organisations/found/", headers=HTMX).content.decode()
    assert hers.get("/organisations/found/", typed).headers["Location"] == "/organisations/?query=works+20"


def test_of_more_organisations_than_a_list_holds_each_can_be_chosen_by_name(hers: Client, mara: int, many: int) -> None:
    for path in ("/people/", f"/people/{mara}/ties/", "/opportunities/"):
        page = hers.get(path).content.decode()
        field = re.search(r'<input id="([\w-]+)" name="organisation(_id)?"[^>]*>', page)
        assert field, path
        assert f'list="{field[1]}-found"' in field[0]
        assert f'for="{field[1]}"' in page
    hers.post(f"/people/{mara}/ties/add/", {"kind": "ally", "organisation": "Works 204"})
    assert "Works 204" in shown(hers, f"/people/{mara}/ties/")
    hers.post("/opportunities/new/", {"title": "Clerk", "kind": "job", "text": "Files", "organisation": f"Works 204 ({many})"})
    role = Opportunity.objects.get()
    assert role.organisation_id == many
    assert f"Works 204 ({many})" in hers.get(f"/opportunities/{role.pk}/").content.decode()
    hers.post(f"/opportunities/{role.pk}/change/", {"organisation": "works 203", "owner": ""})
    assert Opportunity.objects.get().organisation.name == "Works 203"


def test_people_are_narrowed_by_an_organisation_that_is_typed_and_told_which_are_meant(
    hers: Client, mara: int, many: int
) -> None:
    assert "Mara Lind" in shown(hers, "/people/?organisation_id=harbour trust")
    assert "Nobody matches" in shown(hers, f"/people/?organisation_id={many}")
    page = shown(hers, "/people/?organisation_id=Works")
    assert "Several are meant" in page
    assert "Mara Lind" in page
