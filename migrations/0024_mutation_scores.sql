-- How much a flow notices: measurements of its versions against faults. A job beside executions, with a lease and a fencing number of
-- its own.

CREATE TABLE mutation_scores (
    id               uuid PRIMARY KEY,
    project_id       uuid NOT NULL REFERENCES projects,
    flow_id          uuid NOT NULL REFERENCES flows ON DELETE CASCADE,
    -- the hash of the version
    version          text COLLATE "C" NOT NULL,
    -- what was asked for, and the document as it was then
    request          json NOT NULL,
    asked_by         text NOT NULL,
    status           text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'ready', 'failed', 'cancelled')),
    cancel_requested boolean NOT NULL DEFAULT false,
    -- the test runs so far, by what they are for; a later claim goes on with them
    progress         json NOT NULL DEFAULT '{}',
    -- each mutant, and what became of it
    mutants          json NOT NULL DEFAULT '[]',
    tally            json NOT NULL DEFAULT '{}',
    score            double precision,
    message          text,
    epoch            bigint NOT NULL DEFAULT 0,
    crashes          int NOT NULL DEFAULT 0,
    worker_id        uuid,
    lease_until      timestamptz,
    created_at       timestamptz NOT NULL DEFAULT now(),
    finished_at      timestamptz
);
CREATE INDEX mutation_scores_of_version ON mutation_scores (flow_id, version, id);
CREATE INDEX mutation_scores_open ON mutation_scores (created_at) WHERE status IN ('queued', 'running');
-- one measurement of a version at a time
CREATE UNIQUE INDEX mutation_scores_one_open ON mutation_scores (flow_id, version) WHERE status IN ('queued', 'running');
