from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.generate_flows import GenerateFlows
from ...models.generation import Generation
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: GenerateFlows,
    wait_seconds: int | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    params: dict[str, Any] = {}

    params["wait_seconds"] = wait_seconds

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/generate-flows",
        "params": params,
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Generation | Problem | None:
    if response.status_code == 202:
        response_202 = Generation.from_dict(response.json())

        return response_202

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = Problem.from_dict(response.json())

        return response_404

    if response.status_code == 409:
        response_409 = Problem.from_dict(response.json())

        return response_409

    if response.status_code == 413:
        response_413 = Problem.from_dict(response.json())

        return response_413

    if response.status_code == 415:
        response_415 = Problem.from_dict(response.json())

        return response_415

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    if response.status_code == 429:
        response_429 = Problem.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = Problem.from_dict(response.json())

        return response_500

    if response.status_code == 503:
        response_503 = Problem.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Generation | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: GenerateFlows,
    wait_seconds: int | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Response[Generation | Problem]:
    """Write flows for a prompt.

     A job: the site is explored in a real browser, a model writes several flows, each is tried, and what
    did not work is corrected
    once. The drafts wait for approval; each says which of its steps were verified and which sentence of
    the prompt they come from.
    Follow it on the topic `generation:{test_session_id}`.

    Needs the scope `run`.

    Args:
        wait_seconds (int | Unset):
        idempotency_key (str | Unset):
        body (GenerateFlows): What flows are to be written about.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Generation | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
        wait_seconds=wait_seconds,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: GenerateFlows,
    wait_seconds: int | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Generation | Problem | None:
    """Write flows for a prompt.

     A job: the site is explored in a real browser, a model writes several flows, each is tried, and what
    did not work is corrected
    once. The drafts wait for approval; each says which of its steps were verified and which sentence of
    the prompt they come from.
    Follow it on the topic `generation:{test_session_id}`.

    Needs the scope `run`.

    Args:
        wait_seconds (int | Unset):
        idempotency_key (str | Unset):
        body (GenerateFlows): What flows are to be written about.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Generation | Problem
    """

    return sync_detailed(
        client=client,
        body=body,
        wait_seconds=wait_seconds,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: GenerateFlows,
    wait_seconds: int | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Response[Generation | Problem]:
    """Write flows for a prompt.

     A job: the site is explored in a real browser, a model writes several flows, each is tried, and what
    did not work is corrected
    once. The drafts wait for approval; each says which of its steps were verified and which sentence of
    the prompt they come from.
    Follow it on the topic `generation:{test_session_id}`.

    Needs the scope `run`.

    Args:
        wait_seconds (int | Unset):
        idempotency_key (str | Unset):
        body (GenerateFlows): What flows are to be written about.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Generation | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
        wait_seconds=wait_seconds,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: GenerateFlows,
    wait_seconds: int | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Generation | Problem | None:
    """Write flows for a prompt.

     A job: the site is explored in a real browser, a model writes several flows, each is tried, and what
    did not work is corrected
    once. The drafts wait for approval; each says which of its steps were verified and which sentence of
    the prompt they come from.
    Follow it on the topic `generation:{test_session_id}`.

    Needs the scope `run`.

    Args:
        wait_seconds (int | Unset):
        idempotency_key (str | Unset):
        body (GenerateFlows): What flows are to be written about.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Generation | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            wait_seconds=wait_seconds,
            idempotency_key=idempotency_key,
        )
    ).parsed
