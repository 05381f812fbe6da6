-- Steps that ask people something (`approve`, `ask`, `takeover`, `breakpoint`) ask where models ask before what cannot be undone.

ALTER TABLE execution_approvals
    -- what kind of answer is wanted
    ADD COLUMN kind text NOT NULL DEFAULT 'approve' CHECK (kind IN ('approve', 'ask', 'takeover', 'breakpoint')),
    -- the JSON Schema that the answer to an `ask` must fit
    ADD COLUMN schema json,
    -- what the person said
    ADD COLUMN answer json;
