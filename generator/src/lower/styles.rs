//! Styles of parameters: `style` and `explode`, `collectionFormat` of 2.0, and the expressions of paths.

use crate::diagnostic::Code;
use crate::ir::{ParamLocation, ParamStyle};
use crate::spec::{Cursor, Dialect};

use super::context::Context;
use super::paths::Slot;
use super::template::Operator;

/// How the strings of a parameter are put together.
#[derive(Clone, Copy)]
pub(super) struct Written {
    pub(super) style: ParamStyle,
    pub(super) explode: bool,
    pub(super) allow_reserved: bool,
}

impl<'d> Context<'d, '_> {
    /// How a parameter is written: as it says itself, and as its placeholder does.
    pub(super) fn written(&mut self, at: &Cursor<'d>, location: ParamLocation, slot: Option<&Slot>) -> Written {
        let (style, explode) = self.style(at, location);
        let own = Written {
            style,
            explode,
            allow_reserved: at.bool("allowReserved"),
        };
        slot.map_or(own, |slot| of_slot(own, slot))
    }

    fn style(&mut self, at: &Cursor<'d>, location: ParamLocation) -> (ParamStyle, bool) {
        let usual = usual(location);
        if self.docs.dialect() == Dialect::V2 {
            return (self.list_style(at, usual), at.str("collectionFormat") == Some("multi"));
        }
        let style = match at.str("style") {
            None => usual,
            Some(text) => parse_style(text)
                .filter(|style| goes_with(*style, location))
                .unwrap_or_else(|| {
                    self.report(
                        Code::Unsupported,
                        at,
                        format!("the style `{text}` is not for this kind of parameter"),
                    );
                    usual
                }),
        };
        let explode = match at.get("explode") {
            Some(_) => at.bool("explode"),
            None => matches!(style, ParamStyle::Form | ParamStyle::DeepObject | ParamStyle::Cookie),
        };
        (style, explode)
    }

    /// The style of a list in 2.0.
    pub(super) fn list_style(&mut self, at: &Cursor<'d>, usual: ParamStyle) -> ParamStyle {
        let Some(format) = at.str("collectionFormat") else {
            return usual;
        };
        let message = match collection_format(format, usual) {
            Some((_, true)) if usual != ParamStyle::Form => {
                format!("the collection format `{format}` is for queries and forms only; commas separate the elements")
            }
            Some((style, _)) => return style,
            None => format!("the collection format `{format}` is not known"),
        };
        self.report(Code::Unsupported, at, message);
        usual
    }
}

/// The style that a parameter has unless it says otherwise.
pub(super) fn usual(location: ParamLocation) -> ParamStyle {
    match location {
        ParamLocation::Path | ParamLocation::Header => ParamStyle::Simple,
        ParamLocation::Query | ParamLocation::Cookie | ParamLocation::QueryString => ParamStyle::Form,
    }
}

/// The form of a value in its placeholder, whose operator goes before the style of the parameter.
pub(super) fn of_slot(own: Written, slot: &Slot) -> Written {
    let style = match slot.operator {
        Operator::Label => ParamStyle::Label,
        Operator::Segments => ParamStyle::Segments,
        Operator::Matrix => ParamStyle::Matrix,
        _ => own.style,
    };
    Written {
        style,
        explode: match slot.operator {
            Operator::Query => slot.explode,
            _ => own.explode || slot.explode,
        },
        allow_reserved: own.allow_reserved || slot.operator == Operator::Reserved,
    }
}

/// The style of OpenAPI 3 that does what a `collectionFormat` of 2.0 does.
fn collection_format(format: &str, usual: ParamStyle) -> Option<(ParamStyle, bool)> {
    Some(match format {
        "csv" => (usual, false),
        "multi" => (usual, true),
        "ssv" => (ParamStyle::SpaceDelimited, false),
        "tsv" => (ParamStyle::TabDelimited, false),
        "pipes" => (ParamStyle::PipeDelimited, false),
        _ => return None,
    })
}

/// The style of a name.
pub(super) fn parse_style(text: &str) -> Option<ParamStyle> {
    Some(match text {
        "matrix" => ParamStyle::Matrix,
        "label" => ParamStyle::Label,
        "simple" => ParamStyle::Simple,
        "form" => ParamStyle::Form,
        "spaceDelimited" => ParamStyle::SpaceDelimited,
        "pipeDelimited" => ParamStyle::PipeDelimited,
        "deepObject" => ParamStyle::DeepObject,
        "cookie" => ParamStyle::Cookie,
        _ => return None,
    })
}

fn goes_with(style: ParamStyle, location: ParamLocation) -> bool {
    match location {
        ParamLocation::Path => matches!(style, ParamStyle::Matrix | ParamStyle::Label | ParamStyle::Simple),
        ParamLocation::Header => style == ParamStyle::Simple,
        ParamLocation::Cookie => matches!(style, ParamStyle::Form | ParamStyle::Cookie),
        ParamLocation::QueryString => false,
        ParamLocation::Query => matches!(
            style,
            ParamStyle::Form | ParamStyle::SpaceDelimited | ParamStyle::PipeDelimited | ParamStyle::DeepObject
        ),
    }
}
