//! Input that is meant to do harm, or is broken anywhere: limits, and no panic.

use generator::diagnostic::Severity;
use generator::spec::Limits;

use crate::{check, load, load_with};

#[test]
fn limits() {
    let nested = |levels: usize| {
        format!(
            "{{\"openapi\": \"3.0.3\", \"a\": {}{}}}",
            "[".repeat(levels),
            "]".repeat(levels)
        )
    };
    check(&nested(99), &[]);
    for text in [
        nested(100),
        nested(200),
        nested(100_000),
        "[".repeat(100_000),
        "{\"a\":".repeat(100_000),
    ] {
        let loaded = load(&[("main.json", &text)]);
        assert_eq!(loaded.diagnostics[0].code.as_str(), "too-deep");
        assert_eq!(loaded.diagnostics[0].severity, Severity::Error);
        assert!(
            loaded.diagnostics[0]
                .location
                .is_some_and(|location| location.column > 99)
        );
    }
    for text in [
        format!("openapi: 3.0.3\na: {}", "[".repeat(200)),
        format!("openapi: 3.0.3\na: {}", "[".repeat(100_000)),
        format!("openapi: 3.0.3\na: {}", "{a: ".repeat(100_000)),
        format!("openapi: 3.0.3\na: {}1", "- ".repeat(200)),
        block(200),
    ] {
        let codes: Vec<_> = load(&[("main.yaml", &text)])
            .diagnostics
            .iter()
            .map(|diagnostic| diagnostic.code.as_str())
            .collect();
        assert!(matches!(codes.as_slice(), ["too-deep" | "syntax"]), "{codes:?}");
    }
    let small = Limits {
        bytes: 20,
        ..Limits::default()
    };
    let loaded = load_with(&small, &[("main.yaml", b"openapi: 3.0.3\ninfo: {}\n")]);
    assert_eq!(
        loaded.shown(),
        ["too-large :0:0 [] : the description cannot be read: with it, the limit of 20 bytes is exceeded"]
    );
}

#[test]
fn more_files_than_allowed_are_not_read() {
    let three = Limits {
        files: 3,
        ..Limits::default()
    };
    let main = "openapi: 3.0.3\npaths:\n  /a: {$ref: a.yaml}\n  /b: {$ref: b.yaml}\n  /c: {$ref: c.yaml}\n";
    let files: [(&str, &[u8]); 4] = [
        ("main.yaml", main.as_bytes()),
        ("a.yaml", b"get: {}\n"),
        ("b.yaml", b"get: {}\n"),
        ("c.yaml", b"get: {}\n"),
    ];
    let loaded = load_with(&three, &files);
    assert_eq!(
        loaded.shown(),
        [
            "too-large main.yaml:5:14 [c.yaml] /paths/~1c/$ref: the file `c.yaml` of this reference cannot be read: the \
          limit of 3 files is exceeded"
        ]
    );
    assert_eq!(loaded.target("/paths/~1b").as_deref(), Some("b.yaml#"));
}

fn block(levels: usize) -> String {
    let lines = (0..levels).map(|level| format!("{}a:\n", " ".repeat(level)));
    std::iter::once("openapi: 3.0.3\n".to_owned()).chain(lines).collect()
}

#[test]
fn aliases_that_multiply_are_refused() {
    let mut text = "openapi: 3.0.3\nl0: &l0 [lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for level in 1..20 {
        let aliases = vec![format!("*l{}", level - 1); 8].join(", ");
        text.push_str(&format!("l{level}: &l{level} [{aliases}]\n"));
    }
    let loaded = load(&[("main.yaml", &text)]);
    assert!(
        matches!(loaded.diagnostics[0].code.as_str(), "too-large" | "syntax"),
        "{:?}",
        loaded.diagnostics
    );
    let wide = format!(
        "openapi: 3.0.3\na: &a '{}'\nb: [{}]\n",
        "x".repeat(20_000),
        "*a, ".repeat(20_000)
    );
    assert_eq!(load(&[("main.yaml", &wide)]).diagnostics[0].code.as_str(), "too-large");
    let circular = load(&[("main.yaml", "openapi: 3.0.3\na: &a [*a, *a]\n")]);
    assert_eq!(circular.diagnostics[0].severity, Severity::Error);
}

const SMALL: [&str; 2] = [
    "openapi: 3.1.0\n# note\ninfo: {title: \"t\\u00e9\", version: '1'}\ncomponents: &c\n  schemas:\n    A: {$ref: '#/components/schemas/B'}\n    B:\n      - !t x\n      - |\n        text\n  <<: {q: 1}\nz: *c\n",
    r##"{"openapi": "3.1.0", "info": {"title": "té \n", "v": [1, -2.5e3, true, null]}, "components": {"schemas": {"A": {"$ref": "#/components/schemas/B"}, "B": {"$id": "x", "$anchor": "y"}}}}"##,
];

/// Reads whatever bytes there are; nothing but a panic is wrong.
fn survive(bytes: &[u8]) {
    let loaded = load_with(&Limits::default(), &[("main.yaml", bytes)]);
    let _ = loaded.shown();
}

#[test]
fn documents_cut_off_anywhere_do_no_harm() {
    for text in SMALL {
        for end in 0..text.len() {
            survive(&text.as_bytes()[..end]);
        }
    }
}

#[test]
fn random_changes_do_no_harm() {
    let mut state: u64 = 1;
    let mut random = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let interesting = b"{}[]:,-&*!|>'\"%@`#?~$/\\ \t\n\r\0<\xff\xc3";
    for text in SMALL {
        for _ in 0..4_000 {
            let mut bytes = text.as_bytes().to_vec();
            for _ in 0..=random(4) {
                let position = random(bytes.len());
                match random(3) {
                    0 => bytes[position] = interesting[random(interesting.len())],
                    1 => bytes.insert(position, interesting[random(interesting.len())]),
                    _ => drop(bytes.remove(position)),
                }
            }
            survive(&bytes);
        }
    }
}
