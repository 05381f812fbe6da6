-- Secrets and saved login states: the values are sealed (AES-256-GCM) before they come here, and open only with a key that the
-- database never sees. `key_id` says which.

CREATE TABLE secrets (
    project_id   uuid NOT NULL REFERENCES projects,
    -- lower case
    name         text NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('text', 'totp')),
    -- hosts that may get the value; empty: any
    hosts        text[] NOT NULL DEFAULT '{}',
    key_id       text NOT NULL,
    sealed       bytea NOT NULL,
    -- the newest time step whose code was handed out: none is handed out twice
    totp_counter bigint,
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (project_id, name)
);

CREATE TABLE profiles (
    project_id      uuid NOT NULL REFERENCES projects,
    name            text NOT NULL,
    -- name or id of the flow that logs in, when there is one
    setup_flow      text,
    -- how long a saved state is good for; null: until something says otherwise
    max_age_seconds double precision,
    -- a page to open and what must then hold
    valid_if        json,
    key_id          text,
    -- cookies and storage; null: none saved yet
    sealed          bytea,
    saved_at        timestamptz,
    -- when `valid_if` last held
    checked_at      timestamptz,
    -- the execution that is logging in, and until when the others wait for it
    holder          uuid,
    held_until      timestamptz,
    -- why the last log-in failed
    failure         text,
    failed_at       timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (project_id, name),
    CHECK ((sealed IS NULL) = (key_id IS NULL) AND (sealed IS NULL) = (saved_at IS NULL))
);
