-- Logins at the console: a random word in a cookie stands for a key, so that no key lies in a browser.
CREATE TABLE logins (
    -- SHA-256 of the word
    hash       bytea PRIMARY KEY,
    key_id     uuid NOT NULL REFERENCES api_keys ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX logins_by_key ON logins (key_id, created_at);
CREATE INDEX logins_by_end ON logins (expires_at);
