from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.schedule_preview import SchedulePreview
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    cron: str,
    time_zone: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["cron"] = cron

    params["time_zone"] = time_zone

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/schedules/preview",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | SchedulePreview | None:
    if response.status_code == 200:
        response_200 = SchedulePreview.from_dict(response.json())

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
) -> Response[Problem | SchedulePreview]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    cron: str,
    time_zone: str | Unset = UNSET,
) -> Response[Problem | SchedulePreview]:
    """Tell when a pattern would come next, or what is wrong with it, without making a schedule.

     Needs the scope `read`.

    Args:
        cron (str):
        time_zone (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | SchedulePreview]
    """

    kwargs = _get_kwargs(
        cron=cron,
        time_zone=time_zone,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    cron: str,
    time_zone: str | Unset = UNSET,
) -> Problem | SchedulePreview | None:
    """Tell when a pattern would come next, or what is wrong with it, without making a schedule.

     Needs the scope `read`.

    Args:
        cron (str):
        time_zone (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | SchedulePreview
    """

    return sync_detailed(
        client=client,
        cron=cron,
        time_zone=time_zone,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    cron: str,
    time_zone: str | Unset = UNSET,
) -> Response[Problem | SchedulePreview]:
    """Tell when a pattern would come next, or what is wrong with it, without making a schedule.

     Needs the scope `read`.

    Args:
        cron (str):
        time_zone (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | SchedulePreview]
    """

    kwargs = _get_kwargs(
        cron=cron,
        time_zone=time_zone,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    cron: str,
    time_zone: str | Unset = UNSET,
) -> Problem | SchedulePreview | None:
    """Tell when a pattern would come next, or what is wrong with it, without making a schedule.

     Needs the scope `read`.

    Args:
        cron (str):
        time_zone (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | SchedulePreview
    """

    return (
        await asyncio_detailed(
            client=client,
            cron=cron,
            time_zone=time_zone,
        )
    ).parsed
