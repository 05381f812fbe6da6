from http import HTTPStatus
from typing import Any
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.retention_plan import RetentionPlan
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    dry_run: bool | Unset = UNSET,
    project_id: UUID | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["dry_run"] = dry_run

    json_project_id: str | Unset = UNSET
    if not isinstance(project_id, Unset):
        json_project_id = str(project_id)
    params["project_id"] = json_project_id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/housekeeping/retention",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | RetentionPlan | None:
    if response.status_code == 200:
        response_200 = RetentionPlan.from_dict(response.json())

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
) -> Response[Problem | RetentionPlan]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    dry_run: bool | Unset = UNSET,
    project_id: UUID | Unset = UNSET,
) -> Response[Problem | RetentionPlan]:
    """Tell what retention would remove now, or have it removed.

     With `dry_run=false` a worker begins within ten seconds, unless one is at it; `GET
    /api/v1/housekeeping` tells when it has
    ended. Only for an `admin` of the project `default`.

    Needs the scope `admin`.

    Args:
        dry_run (bool | Unset):
        project_id (UUID | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | RetentionPlan]
    """

    kwargs = _get_kwargs(
        dry_run=dry_run,
        project_id=project_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    dry_run: bool | Unset = UNSET,
    project_id: UUID | Unset = UNSET,
) -> Problem | RetentionPlan | None:
    """Tell what retention would remove now, or have it removed.

     With `dry_run=false` a worker begins within ten seconds, unless one is at it; `GET
    /api/v1/housekeeping` tells when it has
    ended. Only for an `admin` of the project `default`.

    Needs the scope `admin`.

    Args:
        dry_run (bool | Unset):
        project_id (UUID | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | RetentionPlan
    """

    return sync_detailed(
        client=client,
        dry_run=dry_run,
        project_id=project_id,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    dry_run: bool | Unset = UNSET,
    project_id: UUID | Unset = UNSET,
) -> Response[Problem | RetentionPlan]:
    """Tell what retention would remove now, or have it removed.

     With `dry_run=false` a worker begins within ten seconds, unless one is at it; `GET
    /api/v1/housekeeping` tells when it has
    ended. Only for an `admin` of the project `default`.

    Needs the scope `admin`.

    Args:
        dry_run (bool | Unset):
        project_id (UUID | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | RetentionPlan]
    """

    kwargs = _get_kwargs(
        dry_run=dry_run,
        project_id=project_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    dry_run: bool | Unset = UNSET,
    project_id: UUID | Unset = UNSET,
) -> Problem | RetentionPlan | None:
    """Tell what retention would remove now, or have it removed.

     With `dry_run=false` a worker begins within ten seconds, unless one is at it; `GET
    /api/v1/housekeeping` tells when it has
    ended. Only for an `admin` of the project `default`.

    Needs the scope `admin`.

    Args:
        dry_run (bool | Unset):
        project_id (UUID | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | RetentionPlan
    """

    return (
        await asyncio_detailed(
            client=client,
            dry_run=dry_run,
            project_id=project_id,
        )
    ).parsed
