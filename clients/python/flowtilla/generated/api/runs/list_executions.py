from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.list_execution_summary import ListExecutionSummary
from ...models.problem import Problem
from ...models.status import Status
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    status: Status | Unset = UNSET,
    flow: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
    size: int | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_status: str | Unset = UNSET
    if not isinstance(status, Unset):
        json_status = status

    params["status"] = json_status

    params["flow"] = flow

    params["cursor"] = cursor

    params["size"] = size

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/executions",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ListExecutionSummary | Problem | None:
    if response.status_code == 200:
        response_200 = ListExecutionSummary.from_dict(response.json())

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
) -> Response[ListExecutionSummary | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    status: Status | Unset = UNSET,
    flow: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
    size: int | Unset = UNSET,
) -> Response[ListExecutionSummary | Problem]:
    """List executions, newest first.

     Of all runs, without steps and artifacts. By `cursor`.

    Needs the scope `read`.

    Args:
        status (Status | Unset): Where a flow execution (and, rolled up, a test run) stands.
            - `queued`: Waits for a worker, for its start time, or for a cap to leave room.
            - `running`: A worker holds the lease.
            - `waiting`: Waits for a person (approval, take-over) while its worker keeps the browser.
            - `passed`: Every step and assertion held. Final.
            - `failed`: The application under test is wrong. Final.
            - `errored`: We could not tell; `reason` says why. Final.
            - `cancelled`: Someone asked for the end. Final.
        flow (str | Unset):
        cursor (str | Unset):
        size (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ListExecutionSummary | Problem]
    """

    kwargs = _get_kwargs(
        status=status,
        flow=flow,
        cursor=cursor,
        size=size,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    status: Status | Unset = UNSET,
    flow: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
    size: int | Unset = UNSET,
) -> ListExecutionSummary | Problem | None:
    """List executions, newest first.

     Of all runs, without steps and artifacts. By `cursor`.

    Needs the scope `read`.

    Args:
        status (Status | Unset): Where a flow execution (and, rolled up, a test run) stands.
            - `queued`: Waits for a worker, for its start time, or for a cap to leave room.
            - `running`: A worker holds the lease.
            - `waiting`: Waits for a person (approval, take-over) while its worker keeps the browser.
            - `passed`: Every step and assertion held. Final.
            - `failed`: The application under test is wrong. Final.
            - `errored`: We could not tell; `reason` says why. Final.
            - `cancelled`: Someone asked for the end. Final.
        flow (str | Unset):
        cursor (str | Unset):
        size (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ListExecutionSummary | Problem
    """

    return sync_detailed(
        client=client,
        status=status,
        flow=flow,
        cursor=cursor,
        size=size,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    status: Status | Unset = UNSET,
    flow: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
    size: int | Unset = UNSET,
) -> Response[ListExecutionSummary | Problem]:
    """List executions, newest first.

     Of all runs, without steps and artifacts. By `cursor`.

    Needs the scope `read`.

    Args:
        status (Status | Unset): Where a flow execution (and, rolled up, a test run) stands.
            - `queued`: Waits for a worker, for its start time, or for a cap to leave room.
            - `running`: A worker holds the lease.
            - `waiting`: Waits for a person (approval, take-over) while its worker keeps the browser.
            - `passed`: Every step and assertion held. Final.
            - `failed`: The application under test is wrong. Final.
            - `errored`: We could not tell; `reason` says why. Final.
            - `cancelled`: Someone asked for the end. Final.
        flow (str | Unset):
        cursor (str | Unset):
        size (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ListExecutionSummary | Problem]
    """

    kwargs = _get_kwargs(
        status=status,
        flow=flow,
        cursor=cursor,
        size=size,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    status: Status | Unset = UNSET,
    flow: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
    size: int | Unset = UNSET,
) -> ListExecutionSummary | Problem | None:
    """List executions, newest first.

     Of all runs, without steps and artifacts. By `cursor`.

    Needs the scope `read`.

    Args:
        status (Status | Unset): Where a flow execution (and, rolled up, a test run) stands.
            - `queued`: Waits for a worker, for its start time, or for a cap to leave room.
            - `running`: A worker holds the lease.
            - `waiting`: Waits for a person (approval, take-over) while its worker keeps the browser.
            - `passed`: Every step and assertion held. Final.
            - `failed`: The application under test is wrong. Final.
            - `errored`: We could not tell; `reason` says why. Final.
            - `cancelled`: Someone asked for the end. Final.
        flow (str | Unset):
        cursor (str | Unset):
        size (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ListExecutionSummary | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            status=status,
            flow=flow,
            cursor=cursor,
            size=size,
        )
    ).parsed
