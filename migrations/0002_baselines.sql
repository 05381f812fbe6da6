-- Pictures that later ones are compared with. One is approved for each name and setting, and one may wait for approval.
CREATE TABLE baselines (
    id           uuid PRIMARY KEY,
    project_id   uuid NOT NULL REFERENCES projects,
    flow_name    text NOT NULL,
    -- the name that the step gives, or its id, or its place
    name         text NOT NULL,
    -- browser, viewport and platform, e.g. chromium-headless-shell-1280x720-linux
    setting      text NOT NULL,
    version      int NOT NULL,
    status       text NOT NULL DEFAULT 'proposed' CHECK (status IN ('proposed', 'approved', 'rejected', 'superseded')),
    -- names the bytes in the blob store
    sha256       text NOT NULL,
    bytes        bigint NOT NULL,
    -- the execution that took it; none when it was uploaded
    execution_id uuid,
    decided_by   text,
    decided_at   timestamptz,
    created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX baselines_proposed ON baselines (project_id, flow_name, name, setting) WHERE status = 'proposed';
CREATE UNIQUE INDEX baselines_approved ON baselines (project_id, flow_name, name, setting) WHERE status = 'approved';
CREATE INDEX baselines_by_name ON baselines (project_id, flow_name, name, setting, version);
CREATE INDEX baselines_by_project ON baselines (project_id, id);
