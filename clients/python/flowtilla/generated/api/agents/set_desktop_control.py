from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.desktop_control import DesktopControl
from ...models.problem import Problem
from ...models.set_desktop_control import SetDesktopControl
from ...types import Response


def _get_kwargs(
    id: UUID,
    *,
    body: SetDesktopControl,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/sessions/{id}/control".format(
            id=quote(str(id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> DesktopControl | Problem | None:
    if response.status_code == 200:
        response_200 = DesktopControl.from_dict(response.json())

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
) -> Response[DesktopControl | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    id: UUID,
    *,
    client: AuthenticatedClient,
    body: SetDesktopControl,
) -> Response[DesktopControl | Problem]:
    """Take a session's desktop over, or hand it back.

     While a person drives, the agent waits before its next action; when it goes on it gets a fresh
    screenshot and the `note`. The
    take-over ends by itself when nothing was typed or clicked for `seconds`. Each change is an event of
    the session
    (`desktop.control`).

    Needs the scope `agent`.

    Args:
        id (UUID):
        body (SetDesktopControl): Who is to drive.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DesktopControl | Problem]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    id: UUID,
    *,
    client: AuthenticatedClient,
    body: SetDesktopControl,
) -> DesktopControl | Problem | None:
    """Take a session's desktop over, or hand it back.

     While a person drives, the agent waits before its next action; when it goes on it gets a fresh
    screenshot and the `note`. The
    take-over ends by itself when nothing was typed or clicked for `seconds`. Each change is an event of
    the session
    (`desktop.control`).

    Needs the scope `agent`.

    Args:
        id (UUID):
        body (SetDesktopControl): Who is to drive.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DesktopControl | Problem
    """

    return sync_detailed(
        id=id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    id: UUID,
    *,
    client: AuthenticatedClient,
    body: SetDesktopControl,
) -> Response[DesktopControl | Problem]:
    """Take a session's desktop over, or hand it back.

     While a person drives, the agent waits before its next action; when it goes on it gets a fresh
    screenshot and the `note`. The
    take-over ends by itself when nothing was typed or clicked for `seconds`. Each change is an event of
    the session
    (`desktop.control`).

    Needs the scope `agent`.

    Args:
        id (UUID):
        body (SetDesktopControl): Who is to drive.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DesktopControl | Problem]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: UUID,
    *,
    client: AuthenticatedClient,
    body: SetDesktopControl,
) -> DesktopControl | Problem | None:
    """Take a session's desktop over, or hand it back.

     While a person drives, the agent waits before its next action; when it goes on it gets a fresh
    screenshot and the `note`. The
    take-over ends by itself when nothing was typed or clicked for `seconds`. Each change is an event of
    the session
    (`desktop.control`).

    Needs the scope `agent`.

    Args:
        id (UUID):
        body (SetDesktopControl): Who is to drive.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DesktopControl | Problem
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            body=body,
        )
    ).parsed
