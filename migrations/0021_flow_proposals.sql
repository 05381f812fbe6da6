-- Versions that an execution proposes: recorded from what a model did, or with a locator that was healed. A person takes one over
-- as the flow's newest version, which then needs approval as any other.

CREATE TABLE flow_proposals (
    id           uuid PRIMARY KEY,
    project_id   uuid NOT NULL REFERENCES projects,
    flow_id      uuid NOT NULL REFERENCES flows ON DELETE CASCADE,
    kind         text NOT NULL CHECK (kind IN ('recorded', 'healed')),
    -- the version that was executed
    based_on     text COLLATE "C" NOT NULL,
    -- the version that it would be
    hash         text COLLATE "C" NOT NULL,
    document     json NOT NULL,
    lint         json NOT NULL DEFAULT '[]',
    -- what was changed, place by place
    changes      json NOT NULL DEFAULT '[]',
    execution_id uuid NOT NULL,
    status       text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'accepted', 'dismissed')),
    decided_by   text,
    decided_at   timestamptz,
    created_at   timestamptz NOT NULL DEFAULT now(),
    UNIQUE (flow_id, hash)
);
CREATE INDEX flow_proposals_by_flow ON flow_proposals (project_id, flow_id, id);
