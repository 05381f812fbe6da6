-- A healed version must still notice what the version before it noticed: the mutants that were caught are put in again, and the healed
-- version is executed against them. Such a proof is a measurement of its own, beside those that people ask for.

ALTER TABLE mutation_scores
    -- each of `mutants` as it was put in, so that it can be put in again
    ADD COLUMN plan json NOT NULL DEFAULT '[]',
    -- of a proof: the proposal that it is about
    ADD COLUMN proposal_id uuid REFERENCES flow_proposals ON DELETE CASCADE;
CREATE UNIQUE INDEX mutation_scores_of_proposal ON mutation_scores (proposal_id) WHERE proposal_id IS NOT NULL;
DROP INDEX mutation_scores_one_open;
CREATE UNIQUE INDEX mutation_scores_one_open ON mutation_scores (flow_id, version)
    WHERE status IN ('queued', 'running') AND proposal_id IS NULL;

ALTER TABLE flow_proposals
    -- it is taken over by itself once it is proven
    ADD COLUMN auto boolean NOT NULL DEFAULT false,
    ADD COLUMN proof json NOT NULL DEFAULT '{"status": "not_measured"}';
