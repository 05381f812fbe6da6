from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.flow_approval import FlowApproval
from ...models.problem import Problem
from ...models.stored_flow import StoredFlow
from ...types import Response


def _get_kwargs(
    *,
    body: FlowApproval,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/api/v1/flow-approval",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | StoredFlow | None:
    if response.status_code == 200:
        response_200 = StoredFlow.from_dict(response.json())

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
) -> Response[Problem | StoredFlow]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: FlowApproval,
) -> Response[Problem | StoredFlow]:
    """Approve or reject the newest version of a flow.

     409 when the flow has a newer version than the one named: whoever decides must have seen it; and
    `four-eyes` when the caller wrote
    the version and the project wants somebody else to approve it. The answer has the version's mutation
    score.

    Needs the scope `approve`.

    Args:
        body (FlowApproval): A decision about one version of a flow.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | StoredFlow]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: FlowApproval,
) -> Problem | StoredFlow | None:
    """Approve or reject the newest version of a flow.

     409 when the flow has a newer version than the one named: whoever decides must have seen it; and
    `four-eyes` when the caller wrote
    the version and the project wants somebody else to approve it. The answer has the version's mutation
    score.

    Needs the scope `approve`.

    Args:
        body (FlowApproval): A decision about one version of a flow.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | StoredFlow
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: FlowApproval,
) -> Response[Problem | StoredFlow]:
    """Approve or reject the newest version of a flow.

     409 when the flow has a newer version than the one named: whoever decides must have seen it; and
    `four-eyes` when the caller wrote
    the version and the project wants somebody else to approve it. The answer has the version's mutation
    score.

    Needs the scope `approve`.

    Args:
        body (FlowApproval): A decision about one version of a flow.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | StoredFlow]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: FlowApproval,
) -> Problem | StoredFlow | None:
    """Approve or reject the newest version of a flow.

     409 when the flow has a newer version than the one named: whoever decides must have seen it; and
    `four-eyes` when the caller wrote
    the version and the project wants somebody else to approve it. The answer has the version's mutation
    score.

    Needs the scope `approve`.

    Args:
        body (FlowApproval): A decision about one version of a flow.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | StoredFlow
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
