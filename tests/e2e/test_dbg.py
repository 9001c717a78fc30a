import time, asyncio
from tests.e2e.conftest import *
from tests.e2e.test_second_opinion import *
async def test_dbg(office, opinion):
    async with spied(office, opinion):
        try: await story.office_arrives(office)
        except AssertionError as e: print(str(e)[:80])
        t0=None
        for c in office.standin.stage.calls:
            t0=t0 or c.time
            print(round(c.time-t0,2), c.method, str(dict(c.parameters))[:90], c.ok)
    print(opinion.objections)
    assert 0
