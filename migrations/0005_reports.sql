-- What reports tell of an execution besides its verdict. No indexes: all of it is read with its row.
ALTER TABLE flow_executions
    -- which browser, viewport, row of data or repetition of a matrix it is
    ADD COLUMN labels           jsonb NOT NULL DEFAULT '{}',
    -- what the flow said about itself
    ADD COLUMN notes            json NOT NULL DEFAULT '[]',
    -- it passed because a `skip` step ended it
    ADD COLUMN skipped          boolean NOT NULL DEFAULT false,
    -- how the attempts before the last one ended; a restart after a crash is no verdict
    ADD COLUMN earlier_attempts jsonb NOT NULL DEFAULT '[]';
