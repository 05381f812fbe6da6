-- Tickets: each opens the picture of one session's desktop once, within seconds. A page cannot send a key with a WebSocket.
CREATE TABLE view_tickets (
    -- SHA-256 of the ticket; the ticket itself is said once and never stored
    hash        bytea PRIMARY KEY,
    project_id  uuid NOT NULL,
    session_id  uuid NOT NULL REFERENCES agent_sessions ON DELETE CASCADE,
    -- whose it is
    key_id      uuid,
    name        text NOT NULL,
    may_control boolean NOT NULL,
    expires_at  timestamptz NOT NULL
);
CREATE INDEX view_tickets_by_session ON view_tickets (session_id);
CREATE INDEX view_tickets_by_end ON view_tickets (expires_at);

-- What the person who drove has told the agent when handing back; it is told once.
ALTER TABLE agent_desktops ADD COLUMN control_note text;
-- whose time is up
CREATE INDEX agent_desktops_taken ON agent_desktops (control_until) WHERE control = 'user';

-- What desktops a worker can have: sandbox level, bounds, what is missing; worker::desktop::Probed.
ALTER TABLE workers ADD COLUMN desktops json;
