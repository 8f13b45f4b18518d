"""The pages of goals: setting one, its map and count, the brief, and evidence that opens."""

from __future__ import annotations

import re
import sys
import zlib
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conftest import ClientOf
from hustings.apps.accounts.actor import Actor
from hustings.apps.goals import actions
from hustings.apps.goals.models import Goal, GoalSubject, GoalTask, Stakeholder
from hustings.apps.people.actions import Fact, add_person
from hustings.apps.people.models import Evidence, Organisation, Person, UndoStep
from hustings.kernel.clock import utc_now


@pytest.fixture
def hers(client_of: ClientOf, ada: Actor) -> Client:
    return client_of(ada)


@pytest.fixture
def cora(ada: Actor) -> int:
    return add_person(ada, name="Cora Member", organisation="Riverside Council", title="Chair")


@pytest.fixture
def goal(ada: Actor, cora: int) -> int:
    body = Organisation.objects.get(name="Riverside Council").pk
    return actions.add_goal(ada, name="Adopt the ordinance", deadline=date(2030, 6, 30), body=body)[0]


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_a_goal_the_page_says_what_one_is_for(hers: Client) -> None:
    assert "No goal is open" in page(hers, "/goals/")
    assert "None." in page(hers, "/goals/?state=won")


def test_a_goal_is_set_in_one_form_and_its_map_proposes_the_body(hers: Client, cora: int) -> None:
    body = Organisation.objects.get().pk
    answer = hers.post(
        "/goals/new/", {"name": "Adopt the ordinance", "kind": "pass", "deadline": "2030-06-30", "body": body}, follow=True
    )
    shown = answer.content.decode()
    assert "Cora Member" in shown
    assert "Decides: Chair, Riverside Council" in shown
    assert "1 of 1 votes are needed" in shown
    assert "Adopt the ordinance" in page(hers, "/goals/")


def test_without_any_known_stance_no_chance_is_told(hers: Client, ada: Actor, goal: int, cora: int) -> None:
    shown = page(hers, f"/goals/{goal}/")
    assert "there is no chance to tell" in shown
    assert "of 100" not in shown
    assert "Nearest to us" not in shown
    number, _ = actions.add_stakeholder(ada, goal, person_id=cora, tier="decision_maker")
    assert "hangs on them" not in page(hers, f"/stakeholders/{number}/")
    add_person(ada, name="Dan Member", organisation="Riverside Council", title="Member")
    actions.say_stance(ada, goal, Fact(kind="vote", lean=1, at=utc_now(), condition="public"), now=utc_now(), person_id=cora)
    shown = page(hers, f"/goals/{goal}/")
    for words in ("of 100", "One is unknown, and taken at even odds.", "One vote has to come from the unknown."):
        assert words in shown
    assert "Nearest to us" not in shown


@pytest.mark.parametrize("wrong", [{"name": ""}, {"deadline": "soon"}, {"kind": "wish"}])
def test_a_wrong_form_comes_back_with_what_was_typed(hers: Client, wrong: dict[str, str]) -> None:
    answer = hers.post("/goals/new/", {"name": "Adopt it", "success": "A vote", **wrong})
    assert answer.status_code == 400
    assert 'value="A vote"' in answer.content.decode()
    assert not Goal.objects.exists()


def test_a_suggestion_is_taken_over_or_dismissed_and_undone(hers: Client, goal: int, cora: int) -> None:
    sent = {"subject": f"person:{cora}", "tier": "decision_maker", "proposed": "yes"}
    assert hers.post(f"/goals/{goal}/place/", sent)["Location"].endswith("#suggestions")
    assert Stakeholder.objects.get().tier == "decision_maker"
    hers.post(f"/goals/{goal}/place/", {"subject": f"person:{cora}", "do": "dismiss"})
    assert Stakeholder.objects.get().dismissed
    assert "They will not be proposed again" in page(hers, f"/goals/{goal}/")
    organisation = Organisation.objects.get().pk
    hers.post(f"/goals/{goal}/place/", {"subject": f"organisation:{organisation}", "tier": "influencer"})
    assert Stakeholder.objects.filter(organisation_id=organisation).exists()
    assert hers.post(f"/goals/{goal}/place/", {}).status_code == 400


def test_anybody_is_put_on_the_map_by_name(hers: Client, goal: int, cora: int, ada: Actor) -> None:
    name = Person.objects.get(pk=cora).name
    hers.post(f"/goals/{goal}/place/", {"name": name.upper(), "subject": "", "tier": "constituent"})
    assert Stakeholder.objects.get().person_id == cora
    assert hers.post(f"/goals/{goal}/place/", {"name": "Nobody Here"}).status_code == 400
    assert "looks after it" in page(hers, f"/goals/{goal}/")


def test_among_more_organisations_than_a_list_holds_the_one_is_named(hers: Client, goal: int, cora: int) -> None:
    council = Organisation.objects.get()
    rows = [Organisation(workspace=council.workspace, name=f"Aid {n}", key=f"aid {n}") for n in range(200)]
    Organisation.objects.bulk_create(rows)
    assert '<input id="body"' in page(hers, "/goals/new/")
    sent = {"name": "Adopt it", "kind": "pass", "body": council.name.upper()}
    assert hers.post("/goals/new/", sent).status_code == 302
    assert Goal.objects.order_by("-pk")[0].body_id == council.pk
    assert f"{council.name} ({council.pk})" in page(hers, f"/goals/{goal}/")
    hers.post(f"/goals/{goal}/change/", {"body": "Aid 7"})
    assert Goal.objects.get(pk=goal).body_id == Organisation.objects.get(name="Aid 7").pk
    hers.post(f"/goals/{goal}/change/", {"body": f"{council.name} ({council.pk})"})
    assert Goal.objects.get(pk=goal).body_id == council.pk
    hers.post(f"/goals/{goal}/place/", {"organisation": council.name, "tier": "influencer"})
    assert Stakeholder.objects.get().organisation_id == council.pk
    for wrong in ("Aid", "No such body"):
        answer = hers.post("/goals/new/", {**sent, "body": wrong})
        assert answer.status_code == 400
        assert f'value="{wrong}"' in answer.content.decode()


def test_evidence_moves_the_stance_and_the_page_shows_it(hers: Client, ada: Actor, goal: int, cora: int) -> None:
    number, _ = actions.add_stakeholder(ada, goal, person_id=cora, tier="decision_maker")
    assert "Nothing is known yet" in page(hers, f"/stakeholders/{number}/")
    sent = {"lean": "1", "kind": "vote", "words": "Voted for it", "link": "https://council.example/3", "condition": "public"}
    for day in ("", "2024-03-01"):
        assert hers.post(f"/stakeholders/{number}/stance/", {**sent, "at": day}).status_code == 302
    brief = page(hers, f"/stakeholders/{number}/")
    assert "Strong support" in brief
    assert "Voted for it" in brief
    assert "another fact of this source counts instead" in brief
    assert "Strong support: 1" in page(hers, f"/goals/{goal}/")
    assert hers.post(f"/stakeholders/{number}/stance/", {**sent, "condition": ""}).status_code == 409
    assert hers.post(f"/stakeholders/{number}/stance/", {**sent, "lean": "much"}).status_code == 400
    assert hers.post(f"/stakeholders/{number}/stance/", {**sent, "at": "2999-01-01"}).status_code == 400


def test_a_suggestion_of_a_text_is_confirmed_or_taken_away(hers: Client, ada: Actor, goal: int, cora: int) -> None:
    number, _ = actions.add_stakeholder(ada, goal, person_id=cora)
    hers.post(f"/stakeholders/{number}/stance/", {"lean": "1", "kind": "text", "condition": "public"})
    fact = Evidence.objects.get().pk
    assert "to be confirmed" in page(hers, f"/stakeholders/{number}/")
    hers.post(f"/stances/{fact}/confirm/")
    assert Evidence.objects.get().confirmed
    hers.post(f"/stances/{fact}/remove/")
    assert not Evidence.objects.exists()


def test_what_is_said_of_a_stakeholder_is_changed_and_stands_in_the_grid(hers: Client, ada: Actor, goal: int, cora: int) -> None:
    number, _ = actions.add_stakeholder(ada, goal, person_id=cora)
    sent = {
        "tier": "decision_maker", "power": "5", "interest": "2", "motives": "Clean water", "tactic": "", "owner": "",
        "next_on": "2030-01-05", "next_step": "Coffee",
    }  # fmt: skip
    hers.post(f"/stakeholders/{number}/change/", sent)
    brief = page(hers, f"/stakeholders/{number}/")
    assert "Clean water" in brief
    assert "Coffee" in brief
    assert ">Ada Okafor</option>" in brief
    assert "● Cora Member" in page(hers, f"/goals/{goal}/")
    hers.post(f"/stakeholders/{number}/change/", {"do": "dismiss"})
    assert Stakeholder.objects.get().dismissed
    assert hers.get(f"/stakeholders/{number}/").status_code == 400


def test_a_goal_is_changed_and_closed(hers: Client, goal: int) -> None:
    hers.post(f"/goals/{goal}/change/", {"name": "Adopt it", "deadline": "", "body": "", "owner": "", "state": "won"})
    held = Goal.objects.get()
    assert (held.name, held.deadline, held.body_id, held.state) == ("Adopt it", None, None, "won")
    assert "Say who decides" in page(hers, f"/goals/{goal}/")
    assert ">Ada Okafor</option>" in page(hers, f"/goals/{goal}/")


def test_an_organisation_has_a_brief_too(hers: Client, ada: Actor, goal: int) -> None:
    organisation = Organisation.objects.get().pk
    number, _ = actions.add_stakeholder(ada, goal, organisation_id=organisation)
    hers.post(f"/stakeholders/{number}/stance/", {"lean": "-1", "kind": "network"})
    assert "inferred" in page(hers, f"/stakeholders/{number}/")


def test_volunteers_have_no_goals(client_of: ClientOf, vera: Actor, goal: int) -> None:
    assert client_of(vera).get("/goals/").status_code == 403
    assert client_of(vera).get(f"/goals/{goal}/").status_code == 403


def test_a_playbook_begins_with_one_press_and_its_tasks_come_up_in_today(hers: Client, ada: Actor, goal: int, cora: int) -> None:
    number, _ = actions.add_stakeholder(ada, goal, person_id=cora, tier="decision_maker")
    assert "Begin: A brief, in person" in page(hers, f"/stakeholders/{number}/")
    assert hers.post(f"/goals/{goal}/play/", {"stakeholder": number}).status_code == 302
    assert "Read what they said, voted and signed" in page(hers, f"/stakeholders/{number}/")
    assert "Write one page" in page(hers, f"/goals/{goal}/")
    morning = page(hers, "/")
    assert "Read what they said, voted and signed" in morning
    assert "Adopt the ordinance" in morning
    task = GoalTask.objects.order_by("due_on", "id")[0]
    assert hers.post(f"/errands/goal_task:{task.pk}/", {}).status_code == 302
    assert f'data-errand="goal_task:{task.pk}"' not in page(hers, "/")
    undo = UndoStep.objects.latest("id").pk
    hers.post(f"/undo/{undo}/")
    hers.post(f"/errands/goal_task:{task.pk}/", {"do": "later", "until": "week"})
    assert f'data-errand="goal_task:{task.pk}"' not in page(hers, "/")
    assert hers.post("/errands/weather:1/", {}).status_code == 404


def test_tasks_are_put_down_changed_done_and_dropped(hers: Client, ada: Actor, goal: int) -> None:
    assert "Nothing is set" in page(hers, f"/goals/{goal}/tasks/")
    for title in ("Book the hall", "Print posters", "Call the press"):
        hers.post(f"/goals/{goal}/tasks/new/", {"title": title, "due_on": "2030-05-01"})
    hall, posters, press = GoalTask.objects.order_by("id")
    hers.post(f"/goals/tasks/{hall.pk}/", {"do": "change", "title": "Book the big hall", "due_on": "2030-05-02", "owner": ""})
    hers.post(f"/goals/tasks/{posters.pk}/", {"do": "drop"})
    hers.post(f"/goals/tasks/{press.pk}/", {})
    assert {each.title: each.state for each in GoalTask.objects.all()} == {
        "Book the big hall": "open", "Print posters": "dropped", "Call the press": "done",
    }  # fmt: skip
    hers.post(f"/goals/{goal}/play/", {"playbook": "town_hall"})
    shown = page(hers, f"/goals/{goal}/tasks/")
    assert "on its way" in shown
    assert "2 settled" in shown
    assert hers.post(f"/goals/{goal}/tasks/new/", {"title": ""}).status_code == 400


def test_the_grid_is_corrected_and_taken_along(
    hers: Client, ada: Actor, ben: Actor, client_of: ClientOf, goal: int, cora: int
) -> None:
    number, _ = actions.add_stakeholder(ada, goal, person_id=cora, tier="decision_maker")
    before = page(hers, f"/goals/{goal}/grid/")
    for words in ("Nobody was judged yet", "data-grid=", f'data-stakeholder="{number}"><text'):
        assert words in before
    assert f'href="/goals/{goal}/grid/"' in page(hers, f"/goals/{goal}/")
    assert hers.post(f"/goals/{goal}/grid/move/", {"stakeholder": number, "power": "5", "interest": "2"}).status_code == 302
    shown = page(hers, f"/goals/{goal}/grid/")
    assert 'data-power="5" data-interest="2"' in shown
    assert "not judged yet" not in shown
    assert "keep them satisfied" in shown
    for wrong in ({}, {"stakeholder": number, "power": "9"}):
        assert hers.post(f"/goals/{goal}/grid/move/", wrong).status_code == 400
    other, _ = actions.add_goal(ada, name="Another")
    moved = hers.post(f"/goals/{other}/grid/move/", {"stakeholder": number, "power": "5", "interest": "2"})
    assert moved.headers["Location"] == f"/goals/{goal}/grid/"
    for what, media in (("grid.svg", "image/svg+xml"), ("board.svg", "image/svg+xml"), ("board.csv", "text/csv; charset=utf-8")):
        answer = hers.get(f"/goals/{goal}/figure?what={what}")
        assert answer["Content-Type"] == media
        assert "Cora Member" in answer.content.decode()
    assert hers.get(f"/goals/{goal}/figure?what=map.svg").status_code == 404
    assert client_of(ben).get(f"/goals/{goal}/figure?what=grid.csv").status_code == 403
    quarters = {(1, 1): "watch", (5, 5): "work with them closely", (1, 5): "keep them informed"}
    for (power, interest), advice in quarters.items():
        actions.change_stakeholder(ada, number, power=power, interest=interest)
        assert advice in page(hers, f"/goals/{goal}/grid/")


def test_a_brief_fits_on_paper_and_says_everything(hers: Client, ada: Actor, goal: int, cora: int) -> None:
    number, _ = actions.add_stakeholder(ada, goal, person_id=cora, tier="decision_maker")
    actions.change_stakeholder(ada, number, motives="Clean water for the school", next_step="Bring the figures")
    other, _ = actions.add_goal(ada, name="Save the library")
    told = {"lean": "1", "kind": "vote", "words": "Aye, said Cora", "link": "https://council.example/3", "condition": "public"}
    hers.post(f"/stakeholders/{number}/stance/", told)
    library, _ = actions.add_stakeholder(ada, other, person_id=cora)
    hers.post(f"/stakeholders/{library}/stance/", told)
    shown = page(hers, f"/stakeholders/{number}/brief/")
    for said in (
        "Chair, Riverside Council", "Aye, said Cora", "Clean water for the school", "With us on “Save the library”",
        "Bring the figures", "May we count on your vote", "Pitch, ",
    ):  # fmt: skip
        assert said in shown
    answer = hers.get(f"/stakeholders/{number}/brief.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="cora-member-adopt-the-ordinance.pdf"'
    pages, text = read_pdf(answer.content)
    assert pages == 1
    for said in ("Cora Member", "Clean water for the school", "May we count on your vote"):
        assert said in text
    actions.change_stakeholder(ada, number, dismissed=True)
    assert hers.get(f"/stakeholders/{number}/brief/").status_code == 400


def read_pdf(pdf: bytes) -> tuple[int, str]:
    """How many pages a PDF has, and its text read through the table of each of its fonts in turn."""
    streams = [_inflated(found) for found in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)]
    (pages,) = re.findall(rb"/Type /Pages.*?/Count (\d+)", b"".join([pdf, *streams]), re.DOTALL)
    lines = [b"".join(re.findall(rb"<([0-9a-f]+)>", line)) for each in streams for line in re.findall(rb"\[(.*?)\] TJ", each)]
    read = []
    for table in (each for each in streams if b"beginbfchar" in each):
        letters = {code: bytes.fromhex(to.decode()).decode("utf-16-be") for code, to in re.findall(rb"<(\w+)> <(\w+)>", table)}
        read += ["".join(letters.get(line[i : i + 4], "?") for i in range(0, len(line), 4)) for line in lines]
    return int(pages), "\n".join(read)


def _inflated(found: bytes) -> bytes:
    try:
        return zlib.decompress(found)
    except zlib.error:
        return found


def test_without_the_extra_a_pdf_says_what_to_install(
    hers: Client, ada: Actor, goal: int, cora: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, _ = actions.add_stakeholder(ada, goal, person_id=cora)
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    answer = hers.get(f"/stakeholders/{number}/brief.pdf")
    assert answer.status_code == 400
    assert "hustings[print]" in answer.content.decode()


def test_a_roll_call_and_a_bill_become_evidence_on_the_page(hers: Client, ada: Actor, goal: int, cora: int) -> None:
    actions.add_stakeholder(ada, goal, person_id=cora, tier="decision_maker")
    assert "None is linked" in page(hers, f"/goals/{goal}/records/")
    table = SimpleUploadedFile("votes.csv", b"name,vote\nCora Member,yes\nNobody Known,no\n")
    sent = {"file": table, "title": "The ordinance", "helps": "yes", "link": "https://council.example/4"}
    answer = hers.post(f"/goals/{goal}/records/roll-call/", sent, follow=True)
    assert "1 fact is new; 1 are nobody known here: Nobody Known." in answer.content.decode()
    assert "Strong support: 1" in page(hers, f"/goals/{goal}/")
    for wrong in ({}, {"file": SimpleUploadedFile("a.csv", b"name,vote\nCora Member,yes\n"), "link": "ftp://x"}):
        assert hers.post(f"/goals/{goal}/records/roll-call/", wrong).status_code == 400
    again = {"file": SimpleUploadedFile("a.csv", b"name,vote\nCora Member,yes\n"), "title": "The ordinance"}
    assert "1 were known" in hers.post(f"/goals/{goal}/records/roll-call/", again, follow=True).content.decode()
    said = hers.post(f"/goals/{goal}/records/link/", {"subject": "H.7", "helps": "no"}, follow=True).content.decode()
    assert "nothing here is called “H.7” yet" in said
    shown = page(hers, f"/goals/{goal}/records/")
    assert "its passing is what we do not want" in shown
    hers.post(f"/goals/{goal}/records/link/", {"do": "unlink", "subject_id": GoalSubject.objects.get().pk})
    assert not GoalSubject.objects.exists()
