from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.agent_status import AgentStatus
from ...models.list_agent_session import ListAgentSession
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    status: AgentStatus | Unset = UNSET,
    search: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
    page: int | Unset = UNSET,
    size: int | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_status: str | Unset = UNSET
    if not isinstance(status, Unset):
        json_status = status

    params["status"] = json_status

    params["search"] = search

    params["cursor"] = cursor

    params["page"] = page

    params["size"] = size

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/sessions",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ListAgentSession | Problem | None:
    if response.status_code == 200:
        response_200 = ListAgentSession.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

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
) -> Response[ListAgentSession | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    status: AgentStatus | Unset = UNSET,
    search: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
    page: int | Unset = UNSET,
    size: int | Unset = UNSET,
) -> Response[ListAgentSession | Problem]:
    """List agent sessions, newest first.

     By `cursor`, or by `page` and `size`.

    Needs the scope `read`.

    Args:
        status (AgentStatus | Unset): Where an agent session stands.
            - `idle`: Nothing to do: write to it.
            - `queued`: Something was said that no worker has begun with.
            - `running`: The agent works.
            - `waiting`: The agent waits for a person; `waiting_for` says what for.
            - `closed`: Its agent is stopped and its desktop gone; history and files stay.
        search (str | Unset):
        cursor (str | Unset):
        page (int | Unset):
        size (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ListAgentSession | Problem]
    """

    kwargs = _get_kwargs(
        status=status,
        search=search,
        cursor=cursor,
        page=page,
        size=size,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    status: AgentStatus | Unset = UNSET,
    search: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
    page: int | Unset = UNSET,
    size: int | Unset = UNSET,
) -> ListAgentSession | Problem | None:
    """List agent sessions, newest first.

     By `cursor`, or by `page` and `size`.

    Needs the scope `read`.

    Args:
        status (AgentStatus | Unset): Where an agent session stands.
            - `idle`: Nothing to do: write to it.
            - `queued`: Something was said that no worker has begun with.
            - `running`: The agent works.
            - `waiting`: The agent waits for a person; `waiting_for` says what for.
            - `closed`: Its agent is stopped and its desktop gone; history and files stay.
        search (str | Unset):
        cursor (str | Unset):
        page (int | Unset):
        size (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ListAgentSession | Problem
    """

    return sync_detailed(
        client=client,
        status=status,
        search=search,
        cursor=cursor,
        page=page,
        size=size,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    status: AgentStatus | Unset = UNSET,
    search: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
    page: int | Unset = UNSET,
    size: int | Unset = UNSET,
) -> Response[ListAgentSession | Problem]:
    """List agent sessions, newest first.

     By `cursor`, or by `page` and `size`.

    Needs the scope `read`.

    Args:
        status (AgentStatus | Unset): Where an agent session stands.
            - `idle`: Nothing to do: write to it.
            - `queued`: Something was said that no worker has begun with.
            - `running`: The agent works.
            - `waiting`: The agent waits for a person; `waiting_for` says what for.
            - `closed`: Its agent is stopped and its desktop gone; history and files stay.
        search (str | Unset):
        cursor (str | Unset):
        page (int | Unset):
        size (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ListAgentSession | Problem]
    """

    kwargs = _get_kwargs(
        status=status,
        search=search,
        cursor=cursor,
        page=page,
        size=size,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    status: AgentStatus | Unset = UNSET,
    search: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
    page: int | Unset = UNSET,
    size: int | Unset = UNSET,
) -> ListAgentSession | Problem | None:
    """List agent sessions, newest first.

     By `cursor`, or by `page` and `size`.

    Needs the scope `read`.

    Args:
        status (AgentStatus | Unset): Where an agent session stands.
            - `idle`: Nothing to do: write to it.
            - `queued`: Something was said that no worker has begun with.
            - `running`: The agent works.
            - `waiting`: The agent waits for a person; `waiting_for` says what for.
            - `closed`: Its agent is stopped and its desktop gone; history and files stay.
        search (str | Unset):
        cursor (str | Unset):
        page (int | Unset):
        size (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ListAgentSession | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            status=status,
            search=search,
            cursor=cursor,
            page=page,
            size=size,
        )
    ).parsed
