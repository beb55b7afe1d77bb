//! `nginx`, a web server.

use crate::common::folder::Folder;
use crate::common::port::Port;
use crate::common::program::peer;
use crate::common::server::{Ready, Server, program};

/// A running `nginx` with one page.
pub(crate) struct Nginx {
    /// Where it listens on 127.0.0.1.
    pub(crate) port: Port,
    _server: Server,
    _folder: Folder,
}

/// What stands on its page.
pub(crate) const PAGE: &str = "<h1>hello from nginx</h1>";

/// Starts it, where it is installed.
#[track_caller]
pub(crate) fn start() -> Option<Nginx> {
    let nginx = peer("nginx")?;
    let folder = Folder::new();
    let port = Port::free();
    folder.write("nginx.conf", configuration(&port));
    let mut command = program(&nginx);
    command.arg("-p").arg(folder.path());
    command.args(["-c", "nginx.conf", "-e", "stderr"]);
    let server = Server::start(&mut command, &Ready::Accepts(port.address()));
    Some(Nginx {
        port,
        _server: server,
        _folder: folder,
    })
}

/// One process, which needs no other user for its workers, and no file but this.
fn configuration(port: &Port) -> String {
    format!(
        r#"daemon off; master_process off; pid nginx.pid; error_log stderr notice;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  server {{
    listen 127.0.0.1:{port};
    location / {{ default_type text/html; return 200 "{PAGE}\n"; }}
    location /gone {{ return 404; }}
  }}
}}
"#,
        port = port.number
    )
}
