from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.answer_approval import AnswerApproval
from ...models.execution_approval import ExecutionApproval
from ...models.problem import Problem
from ...types import Response


def _get_kwargs(
    id: UUID,
    *,
    body: AnswerApproval,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/executions/{id}/approvals".format(
            id=quote(str(id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ExecutionApproval | Problem | None:
    if response.status_code == 200:
        response_200 = ExecutionApproval.from_dict(response.json())

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
) -> Response[ExecutionApproval | Problem]:
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
    body: AnswerApproval,
) -> Response[ExecutionApproval | Problem]:
    """Answer a question of an execution.

     The execution is `waiting` until then: a model is about to pay, delete or send something, or a step
    of the flow asks
    (`approve`, `ask`, `takeover`, `breakpoint`). 409 when it was answered before, 422 when the answer
    does not fit.

    Needs the scope `approve`.

    Args:
        id (UUID):
        body (AnswerApproval): An answer to a question of an execution.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExecutionApproval | Problem]
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
    body: AnswerApproval,
) -> ExecutionApproval | Problem | None:
    """Answer a question of an execution.

     The execution is `waiting` until then: a model is about to pay, delete or send something, or a step
    of the flow asks
    (`approve`, `ask`, `takeover`, `breakpoint`). 409 when it was answered before, 422 when the answer
    does not fit.

    Needs the scope `approve`.

    Args:
        id (UUID):
        body (AnswerApproval): An answer to a question of an execution.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExecutionApproval | Problem
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
    body: AnswerApproval,
) -> Response[ExecutionApproval | Problem]:
    """Answer a question of an execution.

     The execution is `waiting` until then: a model is about to pay, delete or send something, or a step
    of the flow asks
    (`approve`, `ask`, `takeover`, `breakpoint`). 409 when it was answered before, 422 when the answer
    does not fit.

    Needs the scope `approve`.

    Args:
        id (UUID):
        body (AnswerApproval): An answer to a question of an execution.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExecutionApproval | Problem]
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
    body: AnswerApproval,
) -> ExecutionApproval | Problem | None:
    """Answer a question of an execution.

     The execution is `waiting` until then: a model is about to pay, delete or send something, or a step
    of the flow asks
    (`approve`, `ask`, `takeover`, `breakpoint`). 409 when it was answered before, 422 when the answer
    does not fit.

    Needs the scope `approve`.

    Args:
        id (UUID):
        body (AnswerApproval): An answer to a question of an execution.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExecutionApproval | Problem
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            body=body,
        )
    ).parsed
