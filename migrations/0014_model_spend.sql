-- Calls of language models: a ledger that caps are kept on, and a journal of what was answered.

-- The sum of what was spent and what is set aside: of a run or generation, of a project's day, of everybody's day.
CREATE TABLE model_accounts (
    name  text COLLATE "C" PRIMARY KEY,
    -- millionths of a dollar
    micro bigint NOT NULL CHECK (micro >= 0)
) WITH (fillfactor = 50);

CREATE TABLE model_calls (
    id                 uuid PRIMARY KEY,
    project_id         uuid NOT NULL REFERENCES projects,
    -- the stream whose run, generation or session paid
    topic              text COLLATE "C" NOT NULL,
    -- what for
    label              text NOT NULL,
    -- of endpoint and request: equal for equal requests
    digest             text NOT NULL,
    model              text NOT NULL,
    endpoint           text NOT NULL,
    status             text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'answered', 'failed')),
    -- the accounts that hold the reservation, as it was made
    accounts           text[] NOT NULL,
    reserved_micro     bigint NOT NULL CHECK (reserved_micro >= 0),
    cost_micro         bigint,
    input_tokens       bigint NOT NULL DEFAULT 0,
    output_tokens      bigint NOT NULL DEFAULT 0,
    cache_read_tokens  bigint NOT NULL DEFAULT 0,
    cache_write_tokens bigint NOT NULL DEFAULT 0,
    duration_ms        bigint,
    -- the whole turn, for whoever asks the same again
    answer             json,
    failure            text,
    created_at         timestamptz NOT NULL DEFAULT now(),
    -- when the call is over, whatever became of it
    expires_at         timestamptz NOT NULL,
    settled_at         timestamptz
);
CREATE INDEX model_calls_by_topic ON model_calls (project_id, topic, id);
CREATE INDEX model_calls_open ON model_calls (project_id, digest) WHERE status = 'open';
