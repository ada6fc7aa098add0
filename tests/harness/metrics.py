"""The metrics of a web server, as Prometheus gets them at their own address."""

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from handlers.web.health import metrics_app
from handlers.web.server import HEALTH


async def shown_metrics(app: web.Application) -> str:
    async with TestClient(TestServer(metrics_app(app[HEALTH]))) as client:
        answer = await client.get("/metrics")
        assert answer.status == 200
        assert answer.headers["Server"] == "lotse"
        return await answer.text()


async def metrics_of(client: TestClient) -> str:
    return await shown_metrics(client.app)
