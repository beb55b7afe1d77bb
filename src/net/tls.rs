//! TLS on a connection that is open already, as STARTTLS begins it (RFC 3207). The one file that knows rustls.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use tokio_rustls::rustls::crypto::{
    CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature,
};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    ClientConfig, DigitallySignedStruct, Error, ProtocolVersion, RootCertStore, ServerConfig,
    SignatureScheme,
};
use tokio_rustls::{TlsAcceptor, TlsConnector, server};

use crate::net::Host;

/// Whose certificate is good enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Anybody's: whoever listens on the way learns nothing, who stands in the way can still deceive. So mail servers do it (RFC 7435).
    Anybody,
    /// That of the host asked for, signed by an authority that this machine trusts.
    Authorities,
}

/// The words for the versions of TLS that are spoken.
pub const TLS_VERSIONS: &[&str] = &["TLSv1.2", "TLSv1.3"];

/// A connection under TLS.
pub type Secured = TlsStream<TcpStream>;

/// Shakes hands as the client. `host` is the name asked for, `address` that of the peer.
///
/// # Errors
/// When the two do not come to terms, or the connection ends; its words are for people.
pub async fn secure(
    stream: TcpStream,
    host: &Host,
    address: IpAddr,
    trust: Trust,
) -> io::Result<Secured> {
    let config = config(trust).map_err(io::Error::other)?;
    let connector = TlsConnector::from(Arc::new(config));
    connector.connect(server_name(host, address), stream).await
}

/// The version that was agreed upon; one of [`TLS_VERSIONS`].
pub fn version(secured: &Secured) -> &'static str {
    match secured.get_ref().1.protocol_version() {
        Some(ProtocolVersion::TLSv1_3) => TLS_VERSIONS[1],
        // rustls speaks no older one, and there is one as soon as hands were shaken.
        _ => TLS_VERSIONS[0],
    }
}

/// A connection under TLS, as its server has it.
pub type Served<S> = server::TlsStream<S>;

/// Shakes hands as the server, with a new certificate for a host that nobody signed.
///
/// # Errors
/// When the two do not come to terms, or the connection ends.
pub async fn serve<S>(stream: S, host: &str) -> io::Result<Served<S>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let made = rcgen::generate_simple_self_signed([host.to_owned()]).map_err(io::Error::other)?;
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| {
            let certificates = vec![made.cert.der().clone()];
            builder
                .with_no_client_auth()
                .with_single_cert(certificates, key.into())
        })
        .map_err(io::Error::other)?;
    TlsAcceptor::from(Arc::new(config)).accept(stream).await
}

/// A name that certificates cannot have is asked for by its address.
fn server_name(host: &Host, address: IpAddr) -> ServerName<'static> {
    let by_address = || ServerName::IpAddress(address.into());
    match host {
        Host::Name(name) => ServerName::try_from(name.as_str())
            .map_or_else(|_| by_address(), |name| name.to_owned()),
        Host::Address(address) => ServerName::IpAddress((*address).into()),
    }
}

fn config(trust: Trust) -> Result<ClientConfig, Error> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()?;
    Ok(match trust {
        Trust::Anybody => builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Anybody(provider)))
            .with_no_client_auth(),
        Trust::Authorities => builder
            .with_root_certificates(authorities())
            .with_no_client_auth(),
    })
}

/// The authorities that this machine trusts. Certificates that cannot be read are left out, as other programs do.
fn authorities() -> RootCertStore {
    let mut store = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    store.add_parsable_certificates(found.certs);
    store
}

/// Takes every certificate, and still asks for proof that the peer holds its key.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.0.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.0.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
