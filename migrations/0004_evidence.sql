-- Evidence that is still being made of an attempt whose verdict is written. A worker notes it beforehand and hands it in later;
-- a row whose time is up counts for nothing.
CREATE TABLE evidence_due (
    execution_id uuid NOT NULL REFERENCES flow_executions ON DELETE CASCADE,
    -- of the claim that carried the attempt out
    epoch        bigint NOT NULL,
    attempt      int NOT NULL,
    until        timestamptz NOT NULL,
    PRIMARY KEY (execution_id, epoch)
);
