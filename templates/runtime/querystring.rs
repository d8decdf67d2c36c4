//! Parameters that are the whole query (`in: querystring` of OpenAPI 3.2).

use percent_encoding::utf8_percent_encode;

use super::codec::Encode;
use super::request::{Request, replace};
use super::style::{Shape, Style, UNRESERVED, form_pieces};

impl Request {
    /// Sets the query to a form. A member without a style of its own is written as in a body.
    pub fn querystring_form(&mut self, name: &'static str, styles: &[(&str, Style)], value: &dyn Encode) {
        let shape = self.shape("query string", name, value);
        match shape.map(|shape| form_pieces(styles, shape)) {
            Some(Ok(pieces)) => replace(&mut self.query, name, pieces),
            Some(Err(error)) => self.fail(format!("query string `{name}`: {error}")),
            None => {}
        }
    }

    /// Sets the query to a value in JSON.
    pub fn querystring_json(&mut self, name: &'static str, value: &dyn Encode) {
        if let Some(shape) = self.shape("query string", name, value) {
            self.set_querystring(name, &shape.json());
        }
    }

    /// Sets the query to the text of a value.
    pub fn querystring(&mut self, name: &'static str, value: &dyn Encode) {
        if let Some(shape) = self.shape("query string", name, value) {
            self.set_querystring(name, &Shape::text(shape));
        }
    }

    fn set_querystring(&mut self, name: &'static str, text: &str) {
        let text = utf8_percent_encode(text, UNRESERVED).to_string();
        replace(&mut self.query, name, vec![text]);
    }
}
