//! What surrounds every request, from the outside in: [`edge`] (Host and Origin by [`access`], id, timing, log, problems),
//! [`gate`] (key, rate limits, audit log), [`body_limit`], [`compress`], then the routes.

pub mod acceptor;
pub mod access;
pub mod body_limit;
pub mod compress;
pub mod edge;
pub mod gate;
pub mod guard;
pub mod table;
