-- What people say about versions of flows, and what they have decided.

-- whoever wrote a version may not approve it
ALTER TABLE projects ADD COLUMN four_eyes boolean NOT NULL DEFAULT false;
-- null: nobody knows, or a model
ALTER TABLE flow_versions ADD COLUMN created_by text;

-- every decision; rows are only ever added
CREATE TABLE flow_decisions (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    flow_id    uuid NOT NULL REFERENCES flows ON DELETE CASCADE,
    version    text COLLATE "C" NOT NULL,
    decision   text NOT NULL CHECK (decision IN ('approved', 'rejected')),
    comment    text,
    decided_by text NOT NULL,
    decided_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX flow_decisions_of_flow ON flow_decisions (flow_id, id);
INSERT INTO flow_decisions (flow_id, version, decision, comment, decided_by, decided_at)
SELECT flow_id, hash, approval, comment, decided_by, coalesce(decided_at, created_at) FROM flow_versions
 WHERE approval <> 'pending' AND decided_by IS NOT NULL ORDER BY decided_at;

CREATE TABLE flow_comments (
    id         uuid PRIMARY KEY,
    flow_id    uuid NOT NULL REFERENCES flows ON DELETE CASCADE,
    version    text COLLATE "C" NOT NULL,
    -- the step that it is about: `steps[3]`
    path       text,
    author     text NOT NULL,
    -- null: a server that needs no keys
    key_id     uuid,
    text       text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX flow_comments_of_flow ON flow_comments (flow_id, id);
