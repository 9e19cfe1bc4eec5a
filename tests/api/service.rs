//! The service as a process meets it: real sockets, a database that goes away, an orderly end.

use std::time::{Duration, Instant};

use ccn_atlas::http::{self, serve};
use ccn_atlas::private_database::PrivateDatabase;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::time::interval;

use crate::support::TestApp;

async fn raw(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut text = Vec::new();
    stream.read_to_end(&mut text).await.expect("read");
    String::from_utf8_lossy(&text).into_owned()
}

#[tokio::test]
async fn header_names_are_in_title_case_on_the_wire_and_options_tells_what_is_allowed() {
    let test = TestApp::start().await;
    let listener = serve::bind("127.0.0.1:0".parse().expect("an address"))
        .await
        .expect("bound");
    let address = listener.local_addr().expect("an address").to_string();
    let (stop, stopped) = oneshot::channel::<()>();
    let router = http::router(test.app.clone());
    let serving = tokio::spawn(serve::serve(listener, test.app.clone(), router, async {
        drop(stopped.await);
    }));
    let ask = |head: &str| format!("{head}\r\nHost: x\r\nConnection: close\r\n\r\n");

    let options = raw(
        &address,
        &ask("OPTIONS /collections/clusters/items HTTP/1.1"),
    )
    .await;
    assert!(options.starts_with("HTTP/1.1 200"), "{options}");
    assert!(
        options.contains("\r\nAllow: GET, HEAD, OPTIONS\r\n"),
        "{options}"
    );

    let preflight = raw(
        &address,
        &ask("OPTIONS /collections/clusters/items HTTP/1.1\r\nOrigin: http://elsewhere\r\nAccess-Control-Request-Method: GET"),
    )
    .await;
    assert!(
        preflight.contains("\r\nAccess-Control-Allow-Origin: *\r\n"),
        "{preflight}"
    );

    let with_origin = raw(
        &address,
        &ask("OPTIONS /collections/clusters/items HTTP/1.1\r\nOrigin: http://elsewhere"),
    )
    .await;
    assert!(
        with_origin.contains("\r\nAllow: "),
        "only a preflight is answered for the route: {with_origin}"
    );

    let head = raw(&address, &ask("HEAD /collections HTTP/1.1")).await;
    assert!(
        head.starts_with("HTTP/1.1 200") && head.ends_with("\r\n\r\n"),
        "{head}"
    );

    stop.send(()).expect("stopped");
    serving.await.expect("an orderly end");
    assert!(
        TcpStream::connect(&address).await.is_err(),
        "nobody listens any more"
    );
}

#[tokio::test]
async fn a_port_in_use_is_said_clearly() {
    let taken = serve::bind("127.0.0.1:0".parse().expect("an address"))
        .await
        .expect("bound");
    let address = taken.local_addr().expect("an address");
    let error = serve::bind(address).await.expect_err("in use").to_string();
    assert!(
        error.contains("in use") && error.contains("CCN_LISTEN"),
        "{error}"
    );
}

#[tokio::test]
async fn a_database_that_is_away_is_503_within_two_seconds_and_comes_back_without_a_restart() {
    let dir = std::env::temp_dir().join(format!("ccn-away-{}", std::process::id()));
    let options = [("fsync", "off"), ("shared_buffers", "16MB")];
    let database = PrivateDatabase::start(&dir, &options)
        .await
        .expect("started");
    let test = TestApp::on(database.connection());
    ccn_atlas::start::prepare(&mut test.client().await)
        .await
        .expect("prepared");
    assert_eq!(test.get("/health/ready").await.status, 200);
    let path = "/collections/clusters/items?bbox=105,20,106,22";
    assert_eq!(test.get(path).await.status, 200);

    database.stop().await.expect("stopped");
    for path in [
        path,
        "/health/ready",
        "/tiles/clusters/9/406/225",
        "/search?q=lien",
        "/collections",
    ] {
        let began = Instant::now();
        let answer = test.get(path).await;
        assert_eq!(answer.status, 503, "{path}: {}", answer.text());
        assert_eq!(answer.header("retry-after"), "2", "{path}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert!(
            began.elapsed() < Duration::from_secs(2),
            "{path} took {:?}",
            began.elapsed()
        );
    }
    assert_eq!(
        test.get("/health/live").await.status,
        200,
        "the process lives"
    );

    let database = PrivateDatabase::start(&dir, &options)
        .await
        .expect("started again");
    let mut tick = interval(Duration::from_millis(100));
    let began = Instant::now();
    while test.get(path).await.status != 200 {
        assert!(
            began.elapsed() < Duration::from_secs(10),
            "it does not come back"
        );
        tick.tick().await;
    }
    database.stop().await.expect("stopped");
    std::fs::remove_dir_all(&dir).expect("removed");
}

#[tokio::test]
async fn a_database_that_hangs_is_503_within_two_seconds_and_comes_back() {
    let dir = std::env::temp_dir().join(format!("ccn-hang-{}", std::process::id()));
    let options = [("fsync", "off"), ("shared_buffers", "16MB")];
    let database = PrivateDatabase::start(&dir, &options)
        .await
        .expect("started");
    let test = TestApp::on(database.connection());
    test.client()
        .await
        .batch_execute("CREATE TABLE admin_unit (id int)")
        .await
        .expect("a table");
    assert_eq!(test.get("/health/ready").await.status, 200);
    let backend = test.count("SELECT pg_backend_pid()::bigint").await;
    let signal = |name: &str| {
        let sent = std::process::Command::new("kill")
            .args([name, &backend.to_string()])
            .status();
        assert!(sent.expect("kill is there").success());
    };
    signal("-STOP");
    let began = Instant::now();
    let answer = test.get("/health/ready").await;
    signal("-CONT");
    assert!(
        answer.status == 503 || answer.status == 200,
        "{}",
        answer.text()
    );
    assert!(
        began.elapsed() < Duration::from_secs(2),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(test.get("/health/ready").await.status, 200, "it comes back");
    database.stop().await.expect("stopped");
    std::fs::remove_dir_all(&dir).expect("removed");
}

#[tokio::test]
async fn metrics_count_requests_and_what_memory_holds() {
    let test = TestApp::start().await;
    test.get("/tiles/communes/9/406/225").await;
    test.get("/tiles/communes/9/406/225").await;
    let text = test.get("/metrics").await.text();
    assert!(
        text.contains("ccn_http_requests_total{resource=\"tiles\",status=\"2xx\"} 2"),
        "{text}"
    );
    assert!(
        text.contains("ccn_replies_total{found=\"yes\"} 1"),
        "{text}"
    );
    assert!(
        text.contains("ccn_http_request_duration_seconds_bucket"),
        "{text}"
    );
}

#[tokio::test]
async fn a_request_id_from_a_proxy_is_kept_and_a_strange_one_is_not() {
    let test = TestApp::start().await;
    let kept = test
        .get_with("/health/live", &[("x-request-id", "abcdef-123456")])
        .await;
    assert_eq!(kept.header("x-request-id"), "abcdef-123456");
    let replaced = test
        .get_with(
            "/health/live",
            &[("x-request-id", "<script>alert</script>")],
        )
        .await;
    assert!(!replaced.header("x-request-id").contains('<'));
}

#[tokio::test]
async fn no_link_is_made_of_what_the_client_says_its_host_is() {
    let test = TestApp::start().await;
    let headers = [
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "https"),
    ];
    for path in [
        "/?f=json",
        "/collections",
        "/collections/clusters/items?limit=1",
        "/tiles/clusters",
        "/api",
    ] {
        let answer = test.get_with(path, &headers).await;
        assert!(!answer.text().contains("evil.example"), "{path}");
    }
}
