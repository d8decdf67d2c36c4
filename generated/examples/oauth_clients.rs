//! Creates an OAuth client, reads it back, and deletes it.
//!
//! ```text
//! GENESYS_CLIENT_ID=... GENESYS_CLIENT_SECRET=... cargo run --example oauth_clients
//! ```
//!
//! `GENESYS_DOMAIN` chooses a region other than us-east-1, such as `mypurecloud.de`; `GENESYS_BASE_URL` with
//! `GENESYS_ACCESS_TOKEN` reaches any other server.

use std::{env, time::Duration};

use purecloud_platform_client::{
    Client, Error, Region,
    models::{AuthorizedGrantType, OAuthClientRequest, OAuthClientState},
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = connect()?;

    let request = OAuthClientRequest::new("ci-bot", AuthorizedGrantType::ClientCredentials)
        .description("nightly jobs")
        .access_token_validity_seconds(3600);
    let created = client.oauth().post_oauth_clients(&request).await?;
    let id = created.id.ok_or("the service gave the client no id")?;

    // Every call takes options of its own before it is sent.
    let one = client
        .oauth()
        .get_oauth_client(&id)
        .header("ININ-Correlation-Id", "42")
        .timeout(Duration::from_secs(5))
        .send()
        .await?;
    println!("{} {}", one.status(), one.value().name);

    // Only an inactive client can be deleted.
    match client.oauth().delete_oauth_client(&id).await {
        Err(Error::Api(error)) if error.code() == Some("cannot.delete.client") => {
            client
                .oauth()
                .put_oauth_client(&id, &request.state(OAuthClientState::Inactive))
                .await?;
            client.oauth().delete_oauth_client(&id).await?;
        }
        other => other?,
    }

    match client.oauth().get_oauth_client(&id).await {
        Err(Error::Api(error)) if error.is_not_found() => {
            println!("{} {:?} {:?}", error.status(), error.code(), error.correlation_id());
        }
        other => println!("{} is still there", other?.name),
    }
    Ok(())
}

/// Makes a client from what the environment gives.
fn connect() -> Result<Client, Box<dyn std::error::Error>> {
    let builder = match (env::var("GENESYS_BASE_URL"), env::var("GENESYS_DOMAIN")) {
        (Ok(url), _) => Client::builder().base_url(url),
        (_, Ok(domain)) => Client::builder().domain(domain),
        _ => Client::builder().region(Region::UsEast1),
    };
    let builder = match env::var("GENESYS_ACCESS_TOKEN") {
        Ok(token) => builder.access_token(token),
        Err(_) => builder.client_credentials(env::var("GENESYS_CLIENT_ID")?, env::var("GENESYS_CLIENT_SECRET")?),
    };
    Ok(builder.build()?)
}
