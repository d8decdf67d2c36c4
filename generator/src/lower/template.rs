//! Path templates: placeholders, and the expressions of RFC 6570 among them.

/// A path as the document writes it.
#[derive(Clone, Debug)]
pub(super) struct Template {
    /// The whole.
    pub(super) text: String,
    /// The pieces of it.
    pub(super) parts: Vec<Part>,
}

/// A piece of a [`Template`].
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// Text, slashes included.
    Literal(String),
    /// The text between two braces.
    Expression(String),
}

impl Template {
    /// Splits a path at its placeholders; none if braces are not balanced or a name is missing.
    pub(super) fn parse(text: &str, sent: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut rest = sent;
        while let Some((literal, after)) = rest.split_once('{') {
            if literal.contains('}') {
                return None;
            }
            if !literal.is_empty() {
                parts.push(Part::Literal(literal.to_owned()));
            }
            let inside = after.get(..end_of(after)?)?;
            let is_named = |variable: &Variable<'_>| !variable.name.is_empty();
            if !Expression::parse(inside, |_| false).variables.iter().all(is_named) {
                return None;
            }
            parts.push(Part::Expression(inside.to_owned()));
            rest = after.get(inside.len().saturating_add(1)..)?;
        }
        if rest.contains('}') {
            return None;
        }
        if !rest.is_empty() {
            parts.push(Part::Literal(rest.to_owned()));
        }
        Some(Self {
            text: text.to_owned(),
            parts,
        })
    }
}

/// The position of the brace that closes a placeholder. Only the pattern of a name, `{id:[0-9]{3}}`, has braces inside.
fn end_of(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut has_pattern = false;
    for (at, character) in text.char_indices() {
        match character {
            ':' => has_pattern = true,
            '{' if has_pattern => depth = depth.saturating_add(1),
            '{' => return None,
            '}' if depth == 0 => return Some(at),
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// An expression of RFC 6570; a usual placeholder is one with a single variable and no operator.
#[derive(Debug)]
pub(super) struct Expression<'t> {
    pub(super) operator: Operator,
    pub(super) variables: Vec<Variable<'t>>,
}

/// A variable of an [`Expression`].
#[derive(Debug)]
pub(super) struct Variable<'t> {
    pub(super) name: &'t str,
    /// `*`: each element or property by itself.
    pub(super) explode: bool,
    /// Text behind the name that is not expressed: a prefix (`:3`), a pattern (`:[0-9]+`) or what other templates have.
    pub(super) modifier: &'t str,
}

/// The first character of an [`Expression`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Operator {
    /// None: values are encoded.
    Simple,
    /// `+`: reserved characters stay as they are.
    Reserved,
    /// `#`: a fragment.
    Fragment,
    /// `.`: a label.
    Label,
    /// `/`: segments of the path.
    Segments,
    /// `;`: matrix parameters.
    Matrix,
    /// `?` and `&`: pairs of the query.
    Query,
    /// Not known.
    Unknown(char),
}

impl Operator {
    fn of(character: char) -> Option<Self> {
        Some(match character {
            '+' => Self::Reserved,
            '#' => Self::Fragment,
            '.' => Self::Label,
            '/' => Self::Segments,
            ';' => Self::Matrix,
            '?' | '&' => Self::Query,
            // Reserved for extensions, and those of other templates.
            '=' | ',' | '!' | '@' | '|' | '*' => Self::Unknown(character),
            _ => return None,
        })
    }

    /// The character of an expression that is nothing without a value.
    pub(super) fn vanishing(self) -> Option<char> {
        match self {
            Self::Label => Some('.'),
            Self::Segments => Some('/'),
            Self::Matrix => Some(';'),
            _ => None,
        }
    }
}

impl<'t> Expression<'t> {
    /// Reads the text between two braces. A text that is itself the name of a parameter is that name.
    pub(super) fn parse(text: &'t str, is_declared: impl Fn(&str) -> bool) -> Self {
        let plain = |name| Variable {
            name,
            explode: false,
            modifier: "",
        };
        if is_declared(text) {
            return Self {
                operator: Operator::Simple,
                variables: vec![plain(text)],
            };
        }
        let mut characters = text.chars();
        let operator = characters.next().and_then(Operator::of);
        let rest = if operator.is_some() { characters.as_str() } else { text };
        // A pattern may hold commas.
        let has_pattern = |text: &str| {
            let pattern = text.split_once([':', '=']);
            pattern.is_some_and(|(_, pattern)| !is_prefix(pattern.split(',').next().unwrap_or_default()))
        };
        let names: Vec<&str> = match has_pattern(rest) {
            true => vec![rest],
            false => rest.split(',').collect(),
        };
        let variable = |text: &'t str| match is_declared(text) {
            true => plain(text),
            false => Variable::parse(text),
        };
        Self {
            operator: operator.unwrap_or(Operator::Simple),
            variables: names.into_iter().map(variable).collect(),
        }
    }
}

impl<'t> Variable<'t> {
    fn parse(text: &'t str) -> Self {
        let end = text.find([':', '=', '*', '?']).or_else(|| text.find("..."));
        let (name, modifier) = text.split_at_checked(end.unwrap_or(text.len())).unwrap_or((text, ""));
        Self {
            name: name.trim(),
            explode: modifier == "*",
            modifier: if modifier == "*" { "" } else { modifier },
        }
    }

    /// Returns `true` if only the first characters of the value are to be sent.
    pub(super) fn has_prefix(&self) -> bool {
        self.modifier.strip_prefix(':').is_some_and(is_prefix)
    }
}

fn is_prefix(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'*')
}
