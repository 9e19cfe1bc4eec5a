//! Who may write: whoever holds the token that the service was started with.

use http::HeaderMap;
use http::header::AUTHORIZATION;
use subtle::ConstantTimeEq as _;

use crate::config::Config;
use crate::error::Error;
use crate::hash::{hex, sha256_of};
use crate::http::Shared;
use crate::http::imports::Imports;
use crate::imports::staged::Owner;

/// A shorter token might be guessed.
const MIN_LENGTH: usize = 32;
/// Keeps the hash that owners are known by from being that of the token itself.
const OWNER: &str = "ccn-atlas import owner: ";

/// The token, by its hash: it is never held, compared or printed as it is.
pub struct Token {
    hash: [u8; 32],
    owner: String,
}

impl Token {
    /// None where none is set.
    ///
    /// # Errors
    /// [`Error::Startup`] when it is too short, or cannot be sent in a header.
    pub fn of(config: &Config) -> Result<Option<Self>, Error> {
        let Some(secret) = config.write_token.as_ref().map(|secret| secret.0.as_str()) else {
            return Ok(None);
        };
        if secret.len() < MIN_LENGTH {
            return Err(Error::startup(format!(
                "CCN_WRITE_TOKEN has {} characters and must have at least {MIN_LENGTH}; `openssl rand -hex 32` makes one",
                secret.chars().count()
            )));
        }
        if !secret.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(Error::startup(
                "CCN_WRITE_TOKEN must be of ASCII letters, digits and signs, without spaces",
            ));
        }
        Ok(Some(Self {
            hash: sha256_of(secret.as_bytes()),
            owner: hex(&sha256_of(format!("{OWNER}{secret}").as_bytes())),
        }))
    }

    /// Whether this is the token, in a time that tells nothing of where they differ.
    fn is(&self, given: &str) -> bool {
        sha256_of(given.as_bytes()).ct_eq(&self.hash).into()
    }
}

/// Lets whoever holds the token in, at the door of every resource here.
///
/// # Errors
/// [`Error::WritesNotEnabled`] where no token is set, [`Error::Unauthenticated`] without it or with another.
pub fn admitted<'a>(app: &'a Shared, headers: &HeaderMap) -> Result<(&'a Imports, Owner), Error> {
    let imports = app.imports.as_ref().ok_or(Error::WritesNotEnabled)?;
    let mut given = headers.get_all(AUTHORIZATION).iter();
    let (Some(first), None) = (given.next(), given.next()) else {
        return Err(Error::Unauthenticated);
    };
    let bearer = first.to_str().ok().and_then(|text| text.split_once(' '));
    match bearer {
        Some((scheme, token))
            if scheme.eq_ignore_ascii_case("bearer") && imports.token.is(token.trim()) =>
        {
            Ok((imports, Owner::Token(imports.token.owner.clone())))
        }
        _ => Err(Error::Unauthenticated),
    }
}
