//! A token store in a file that only its owner can read, so that the runs of a program share a token:
//!
//! ```sh
//! OAUTH_CLIENT_ID=… OAUTH_CLIENT_SECRET=… cargo run --example token_file
//! ```

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use purecloud_platform_client::{AccessToken, BoxedFuture, Client, TokenStore};
use serde_json::{Value, json};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Tokens in a file in JSON, by their keys.
pub struct TokenFile {
    path: PathBuf,
}

impl TokenFile {
    /// A store in this file. Its folder has to be there.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    fn read(&self) -> Result<Value, Failure> {
        match fs::read(&self.path) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(json!({})),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes the whole file beside the old one and then takes its place, so that no other process reads half of it.
    fn write(&self, tokens: &Value) -> Result<(), Failure> {
        let mut beside = self.path.clone().into_os_string();
        beside.push(format!(".{}", std::process::id()));
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&beside)?;
        file.write_all(tokens.to_string().as_bytes())?;
        file.sync_all()?;
        Ok(fs::rename(&beside, &self.path)?)
    }

    fn save(&self, key: &str, token: &AccessToken) -> Result<(), Failure> {
        let expires = token
            .expiry()
            .map(|moment| moment.duration_since(SystemTime::UNIX_EPOCH));
        let mut all = self.read().unwrap_or_else(|_| json!({}));
        all[key] = json!({
            "access_token": token.secret().expose_secret(),
            "refresh_token": token.refresh().map(|refresh| refresh.expose_secret()),
            "expires_at": expires.transpose()?.map(|since| since.as_secs()),
        });
        self.write(&all)
    }
}

impl TokenStore for TokenFile {
    fn load<'a>(&'a self, key: &'a str) -> BoxedFuture<'a, Result<Option<AccessToken>, Failure>> {
        Box::pin(async move {
            let all = self.read()?;
            let Some(secret) = all[key]["access_token"].as_str() else {
                return Ok(None);
            };
            let expires = all[key]["expires_at"].as_u64().map(Duration::from_secs);
            let mut token = AccessToken::new(secret).expires_at(expires.map(|since| SystemTime::UNIX_EPOCH + since));
            if let Some(refresh) = all[key]["refresh_token"].as_str() {
                token = token.refresh_token(refresh);
            }
            Ok(Some(token))
        })
    }

    fn save<'a>(&'a self, key: &'a str, token: &'a AccessToken) -> BoxedFuture<'a, Result<(), Failure>> {
        Box::pin(async move { TokenFile::save(self, key, token) })
    }
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let client = Client::builder()
        .client_credentials(std::env::var("OAUTH_CLIENT_ID")?, std::env::var("OAUTH_CLIENT_SECRET")?)
        .token_store(TokenFile::new("token.json"))
        .build()?;
    let clients = client.oauth().get_oauth_clients().await?;
    println!("{} clients", clients.entities.unwrap_or_default().len());
    Ok(())
}
