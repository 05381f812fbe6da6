-- Who did what: one row for each change that somebody asked for. Rows are only ever added, and go by age alone.

CREATE TABLE audit (
    id         uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES projects,
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- null: the command line, or a server that needs no keys
    key_id     uuid,
    -- what people call whoever did it
    actor      text NOT NULL,
    -- the operation's name in the OpenAPI document
    action     text NOT NULL,
    -- what was changed: `flows/0197…`
    target     text NOT NULL,
    detail     jsonb NOT NULL DEFAULT '{}',
    request_id text
);
CREATE INDEX audit_by_project ON audit (project_id, id);
CREATE INDEX audit_by_target ON audit (project_id, target, id);

CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of the audit log are never changed';
END
$$;
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION audit_stays();

-- which keys ended lately, for the sockets that were opened with them
CREATE INDEX api_keys_by_revocation ON api_keys (revoked_at) WHERE revoked_at IS NOT NULL;
CREATE INDEX api_keys_by_expiry ON api_keys (expires_at) WHERE expires_at IS NOT NULL;
