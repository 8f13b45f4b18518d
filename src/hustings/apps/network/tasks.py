"""Background work: the graph of ties, built where something changed and once a night, since ties decay."""

from __future__ import annotations

from django_tasks import task

from hustings.apps.accounts.models import Workspace
from hustings.apps.network import keeping
from hustings.jobs.queue import enqueue


@task()
def build_graph(workspace_id: int) -> None:
    """Builds the graph of a workspace; run again, it finds it up to date."""
    if keeping.is_able() and Workspace.objects.filter(pk=workspace_id).exists():
        keeping.build_now(workspace_id)


@task()
def build_graphs() -> int:
    """Asks for the graphs of all workspaces that have one; returns how many."""
    held = [pk for pk in Workspace.objects.values_list("pk", flat=True) if keeping.folder_of(pk).exists()]
    for workspace_id in held:
        ask_for_graph(workspace_id)
    return len(held)


def ask_for_graph(workspace_id: int) -> None:
    """Queues the building of a graph, once."""
    enqueue(build_graph, key=f"graph:{workspace_id}", workspace_id=workspace_id)
