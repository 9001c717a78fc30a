"""The desk: pages for coordinators, in any browser, with or without script.

To add a page:

1. A module here with its words and its pages::

       TITLE = Text("desk_office.title", "count")     # content/<nb|nn|en>/messages/desk_office.yaml

       def office(visit: Visit) -> Reply:
           found = placements.active(visit.tx)
           return page("office.html.j2", TITLE(count=len(found)), found=found)

       def close(visit: Visit) -> Reply:
           ...                                        # visit.form["name"], visit.deed for recorders
           return go("/office")

       PAGES = (
           Page("/office", Operation.SEE_OVERVIEW, office),
           Page("/office/{id:int}/close", Operation.DECIDE_FOLLOW_ON, act=close),
       )

2. `page/office.html.j2`, which begins with ``{% extends "desk.html.j2" %}`` and fills
   ``{% block main %}``. There ``say("desk_office.title", count=3)`` (or a Phrase) is HTML in the
   reader's language, ``plain(...)`` the same without markup, for attributes; every form holds
   ``{{ secret }}``. Classes stand in page/desk.css; no style and no script stands in a template.
3. The module in `catalogue.MODULES`, and a Section in `catalogue.SECTIONS` if the menu leads there.

A handler runs in one transaction of the database's thread, after it was decided from who asks
whether they may (`Page.operation`, for the office as a whole; what is about one placement is
decided by recording its Fact, see `Visit.record`). GET changes nothing. A POST is refused unless it
comes from a form of this very session. What a handler raises takes all of it back. What takes long
and needs no transaction is handed back as `Later`. tests/edges/desk holds the client for tests.
"""
