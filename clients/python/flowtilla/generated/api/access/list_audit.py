from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.list_audit_entry import ListAuditEntry
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    action: str | Unset = UNSET,
    target: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
    size: int | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["action"] = action

    params["target"] = target

    params["cursor"] = cursor

    params["size"] = size

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/audit",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ListAuditEntry | Problem | None:
    if response.status_code == 200:
        response_200 = ListAuditEntry.from_dict(response.json())

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
) -> Response[ListAuditEntry | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    action: str | Unset = UNSET,
    target: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
    size: int | Unset = UNSET,
) -> Response[ListAuditEntry | Problem]:
    """Read the audit log of the project, newest first: every change that somebody asked for, and who it
    was.

     Needs the scope `admin`.

    Args:
        action (str | Unset):
        target (str | Unset):
        cursor (str | Unset):
        size (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ListAuditEntry | Problem]
    """

    kwargs = _get_kwargs(
        action=action,
        target=target,
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
    action: str | Unset = UNSET,
    target: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
    size: int | Unset = UNSET,
) -> ListAuditEntry | Problem | None:
    """Read the audit log of the project, newest first: every change that somebody asked for, and who it
    was.

     Needs the scope `admin`.

    Args:
        action (str | Unset):
        target (str | Unset):
        cursor (str | Unset):
        size (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ListAuditEntry | Problem
    """

    return sync_detailed(
        client=client,
        action=action,
        target=target,
        cursor=cursor,
        size=size,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    action: str | Unset = UNSET,
    target: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
    size: int | Unset = UNSET,
) -> Response[ListAuditEntry | Problem]:
    """Read the audit log of the project, newest first: every change that somebody asked for, and who it
    was.

     Needs the scope `admin`.

    Args:
        action (str | Unset):
        target (str | Unset):
        cursor (str | Unset):
        size (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ListAuditEntry | Problem]
    """

    kwargs = _get_kwargs(
        action=action,
        target=target,
        cursor=cursor,
        size=size,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    action: str | Unset = UNSET,
    target: str | Unset = UNSET,
    cursor: str | Unset = UNSET,
    size: int | Unset = UNSET,
) -> ListAuditEntry | Problem | None:
    """Read the audit log of the project, newest first: every change that somebody asked for, and who it
    was.

     Needs the scope `admin`.

    Args:
        action (str | Unset):
        target (str | Unset):
        cursor (str | Unset):
        size (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ListAuditEntry | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            action=action,
            target=target,
            cursor=cursor,
            size=size,
        )
    ).parsed
