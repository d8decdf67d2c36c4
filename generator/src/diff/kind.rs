//! The kinds of changes: a closed list, each with its grade, the reason of the grade, and what a user must do.
//!
//! The grades follow from the shape of the generated crate: required parameters are arguments and optional ones setters,
//! structs and enums are open, what is not sent has no constructor. Where the same event is graded in two ways, it is two
//! kinds.

use std::fmt;

use serde::Serialize;

use super::change::Level;

macro_rules! kinds {
    ($($name:ident = $text:literal, $level:ident, $headline:literal, $why:literal, $action:literal;)+) => {
        /// What has changed.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum Kind {
            $(#[doc = concat!("`", $text, "`: ", $why, ".")] $name,)+
        }

        impl Kind {
            /// Every kind, in the order of this list.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The name that programs match.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }

            /// What it does to users of the crate.
            pub fn level(self) -> Level {
                match self {
                    $(Self::$name => Level::$level,)+
                }
            }

            /// Why it is graded so.
            pub fn why(self) -> &'static str {
                match self {
                    $(Self::$name => $why,)+
                }
            }

            /// What a user must do.
            pub fn action(self) -> &'static str {
                match self {
                    $(Self::$name => $action,)+
                }
            }

            fn template(self) -> &'static str {
                match self {
                    $(Self::$name => $headline,)+
                }
            }
        }
    };
}

kinds! {
    PathAdded = "path-added", Minor, "Path was added",
        "nothing that there was changes", "nothing; there are more operations to call";
    PathRemoved = "path-removed", Major, "Path was removed",
        "its operations have no methods any more", "stop calling its operations";
    PathRenamed = "path-renamed", Minor, "Path was renamed from {from} to {to}",
        "only its placeholders have other names, and arguments go by position", "nothing";
    OperationAdded = "operation-added", Minor, "Operation {subject} was added",
        "it is one more method", "nothing; there is one more method to call";
    OperationRemoved = "operation-removed", Major, "Operation {subject} was removed",
        "its method is gone", "stop calling it";
    OperationMoved = "operation-moved", Minor, "Operation was moved from {from} to {to}",
        "its method stays and sends another request", "nothing; whoever matches paths in logs has to know the new one";
    OperationRenamed = "operation-renamed", Major, "Method was renamed from {from} to {to}",
        "methods are named by operationId", "call the method by its new name";
    OperationIdChanged = "operation-id-changed", Patch, "OperationId was changed from {from} to {to}",
        "the method keeps its name", "nothing";
    OperationRegrouped = "operation-regrouped", Major, "Group was changed from {from} to {to}",
        "the method is in the group of the first tag", "call it on the other group";
    OptionalParameterAdded = "optional-parameter-added", Minor, "Optional parameter {subject} was added",
        "optional parameters are setters", "nothing; set it where it is wanted";
    RequiredParameterAdded = "required-parameter-added", Major, "Required parameter {subject} was added",
        "required parameters are arguments", "give one more argument";
    ParameterRemoved = "parameter-removed", Major, "Parameter {subject} was removed",
        "its argument or setter is gone", "stop giving it";
    ParameterRenamed = "parameter-renamed", Major, "Optional parameter was renamed from {from} to {to}",
        "its setter is named like it", "call the setter by its new name";
    ArgumentRenamed = "argument-renamed", Minor, "Required parameter was renamed from {from} to {to}",
        "arguments go by position", "nothing";
    ParameterMoved = "parameter-moved", Minor, "Parameter {subject} was moved from {from} to {to}",
        "the place of a parameter is not seen by callers", "nothing";
    ParameterTypeChanged = "parameter-type-changed", Major, "Parameter {subject} was changed from {from} to {to}",
        "its argument or setter takes another type", "give a value of the new type";
    ParameterRespelled = "parameter-respelled", Patch, "Parameter {subject} was changed from {from} to {to}",
        "both are the same type in Rust", "nothing";
    ParameterRequired = "parameter-required", Major, "Parameter {subject} became required",
        "its setter becomes an argument", "give it as an argument";
    ParameterOptional = "parameter-optional", Major, "Parameter {subject} became optional",
        "its argument becomes a setter", "give it with the setter";
    ParameterStyleChanged = "parameter-style-changed", Minor, "Encoding of parameter {subject} was changed from {from} to {to}",
        "the client writes it as the service reads it", "nothing";
    ArgumentOrderChanged = "argument-order-changed", Major, "Order of the arguments was changed from {from} to {to}",
        "arguments go by position, and two of one type are exchanged without an error", "give the arguments in the new order";
    PagesAdded = "pages-added", Minor, "Methods `pages` and `items` were added",
        "the list can be walked page by page", "nothing; walk the list with them";
    PagesLost = "pages-lost", Major, "Methods `pages` and `items` were removed",
        "nothing says any more how the next page is found", "ask for each page by its parameters";
    OptionalBodyAdded = "optional-body-added", Minor, "Optional body {subject} was added",
        "an optional body is a setter", "nothing; set it where it is wanted";
    RequiredBodyAdded = "required-body-added", Major, "Required body {subject} was added",
        "a required body is an argument", "give the body";
    BodyRemoved = "body-removed", Major, "Body {subject} was removed",
        "its argument or setter is gone", "stop giving it";
    BodyRequired = "body-required", Major, "Body {subject} became required",
        "its setter becomes an argument", "give it as an argument";
    BodyOptional = "body-optional", Major, "Body {subject} became optional",
        "its argument becomes a setter", "give it with the setter";
    BodyTypeChanged = "body-type-changed", Major, "Body {subject} was changed from {from} to {to}",
        "its argument or setter takes another type", "give a value of the new type";
    BodyRespelled = "body-respelled", Patch, "Body {subject} was changed from {from} to {to}",
        "both are the same type in Rust", "nothing";
    BodyRenamed = "body-renamed", Minor, "Body was renamed from {from} to {to}",
        "arguments go by position", "nothing";
    OptionalBodyRenamed = "optional-body-renamed", Major, "Optional body was renamed from {from} to {to}",
        "its setter is named like it", "call the setter by its new name";
    BodyChoiceRemoved = "body-choice-removed", Major, "Method {subject} was removed",
        "the way to give the body in that media type is gone", "give the body in another media type";
    BodyChoiceAdded = "body-choice-added", Minor, "Method {subject} was added",
        "it is one more way to give the body", "nothing";
    MediaTypeAdded = "media-type-added", Minor, "Media type {to} was added to {subject}",
        "the way that is used otherwise stays", "nothing";
    MediaTypeRemoved = "media-type-removed", Minor, "Media type {from} was removed from {subject}",
        "it had no method of its own", "nothing, unless it is asked for with `Accept`";
    ResponseAdded = "response-added", Minor, "Response {subject} was added",
        "the call gives the same type", "nothing";
    ResponseRemoved = "response-removed", Minor, "Response {subject} was removed",
        "the call gives the same type", "nothing";
    AnswerRemoved = "answer-removed", Major, "Response {subject} was removed",
        "the enum of answers has a variant less", "remove the arm of the match";
    AnswerShapeChanged = "answer-shape-changed", Major, "Answer was changed from {from} to {to}",
        "the call gives another type", "read the answer as the new type";
    ResponseTypeChanged = "response-type-changed", Major, "Response {subject} type was changed from {from} to {to}",
        "the call gives another type", "read the answer as the new type";
    ResponseRespelled = "response-respelled", Patch, "Response {subject} type was changed from {from} to {to}",
        "both are the same type in Rust", "nothing";
    OtherTypeChanged = "other-type-changed", Patch, "Response {subject} type was changed from {from} to {to}",
        "the call reads the response in another media type", "nothing, unless it is asked for with `Accept`";
    ErrorTypeChanged = "error-type-changed", Minor, "Response {subject} type was changed from {from} to {to}",
        "bodies of errors are read on request", "read the body of the error as the new type";
    ErrorBodyChanged = "error-body-changed", Major, "Type of error bodies was changed from {from} to {to}",
        "`ApiError::error_body` gives another type, or is there only where all errors have one", "read the body of the error with `ApiError::body`";
    StreamAdded = "stream-added", Minor, "Events were added to {subject}",
        "the call has one more method, `stream`", "nothing; read the answer as events where that is wanted";
    StreamRemoved = "stream-removed", Major, "Events were removed from {subject}",
        "the call has no method `stream` any more", "read the answer as a whole";
    HeaderAdded = "header-added", Minor, "Header {subject} was added",
        "it can be read by name", "nothing";
    HeaderRemoved = "header-removed", Patch, "Header {subject} was removed",
        "it is documented no more and can still be read", "nothing";
    HeaderChanged = "header-changed", Major, "Header {subject} was changed from {from} to {to}",
        "its constant reads another type, or is another one", "read it by the new constant as the new type";
    HeaderStyleChanged = "header-style-changed", Minor, "Encoding of header {subject} was changed from {from} to {to}",
        "the client reads it as the service sends it", "nothing";
    HeaderLost = "header-lost", Major, "Constant {subject} of a header was removed",
        "no operation answers with the header any more", "read the header by its name";
    ErrorCodeAdded = "error-code-added", Minor, "Error code {subject} was added",
        "it is one more constant", "nothing; handle it where it matters";
    ErrorCodeRemoved = "error-code-removed", Patch, "Error code {subject} was removed",
        "other operations still answer with it", "nothing";
    ErrorCodeChanged = "error-code-changed", Patch, "Text of error code {subject} was changed",
        "it is documentation", "nothing";
    ErrorCodeLost = "error-code-lost", Major, "Constant {subject} of an error code was removed",
        "no operation answers with the code any more", "compare with the text of the code, or remove the comparison";
    ErrorCodesLost = "error-codes-lost", Major, "Constant ERROR_CODES was removed",
        "the operation lists no error code any more", "remove what reads the constant";
    PermissionAdded = "permission-added", Minor, "Permission {subject} was added",
        "permissions are checked by the service", "see that whoever calls it has the permission";
    PermissionRemoved = "permission-removed", Minor, "Permission {subject} was removed",
        "permissions are checked by the service", "nothing, or see that whoever calls it has one of the others";
    PermissionsRuleChanged = "permissions-rule-changed", Minor, "Permissions needed were changed from {from} to {to}",
        "permissions are checked by the service", "see that whoever calls it has the permissions";
    SecurityChanged = "security-changed", Minor, "Security was changed from {from} to {to}",
        "the client sends what it has been given", "see that the client has the credentials";
    SchemeAdded = "security-scheme-added", Minor, "Security scheme was added",
        "it is one more way to authenticate", "nothing";
    SchemeRemoved = "security-scheme-removed", Minor, "Security scheme was removed",
        "settings that all clients have stay", "authenticate in another way";
    SchemeChanged = "security-scheme-changed", Minor, "Security scheme was changed from {from} to {to}",
        "the client sends the credential as the service reads it", "see that the credential is the right one";
    SchemeSettingLost = "security-setting-lost", Major, "Setting {subject} was removed",
        "it was the setting of a security scheme, or of a variable of the service's address",
        "authenticate in another way, or set the address";
    ScopesChanged = "scopes-changed", Patch, "Scopes of {subject} were changed from {from} to {to}",
        "they are documentation: programs name the scopes that they ask for", "nothing";
    SettingAdded = "setting-added", Minor, "Setting {subject} was added",
        "it is the setting of a variable of the service's address", "nothing; set it where it is wanted";
    SettingChanged = "setting-values-changed", Minor, "Values of {subject} were changed from {from} to {to}",
        "settings are held to the values that the description lists", "see that the value that is set is one of them";
    ServerAdded = "server-added", Minor, "Server {subject} was added",
        "calls go where they went", "nothing";
    ServerRemoved = "server-removed", Minor, "Server {subject} was removed",
        "calls go where they went", "nothing, unless the address is given by hand";
    ServerChanged = "server-changed", Minor, "Server was changed from {from} to {to}",
        "calls go to another address where none is given", "nothing, unless the old address is meant";
    GroupAdded = "group-added", Minor, "Group {subject} was added",
        "it is one more group of operations", "nothing";
    GroupRemoved = "group-removed", Major, "Group {subject} was removed",
        "the method of the client that gives it is gone", "call its operations where they are now";
    FeatureLost = "feature-lost", Major, "Feature {subject} was removed",
        "a package that asks for it is not built", "remove the feature from the manifest";
    WebhookAdded = "webhook-added", Minor, "Webhook {subject} was added",
        "webhooks are documented", "nothing";
    WebhookRemoved = "webhook-removed", Patch, "Webhook {subject} was removed",
        "webhooks are documented", "stop waiting for it";
    WebhookTypeChanged = "webhook-type-changed", Minor, "Webhook {subject} type was changed from {from} to {to}",
        "the program itself says which type it reads", "read it as the new type";
    InfoChanged = "info-changed", Patch, "{subject} was changed from {from} to {to}",
        "it is documentation", "nothing";
    ModelAdded = "model-added", Minor, "Model was added",
        "it is one more type", "nothing";
    ModelRemoved = "model-removed", Major, "Model {subject} was removed",
        "its type is gone", "stop using it";
    ModelRenamed = "model-renamed", Major, "Model was renamed from {from} to {to}",
        "types are named by their schemas", "use the type by its new name";
    ModelMoved = "model-moved", Patch, "Schema of {subject} was moved from {from} to {to}",
        "it is the same type", "nothing";
    ModelTypeChanged = "model-type-changed", Major, "Model was changed from {from} to {to}",
        "it is another kind of type", "use it as what it is now";
    ModelRespelled = "model-respelled", Patch, "Model was changed from {from} to {to}",
        "both are the same type in Rust", "nothing";
    ConstructorAdded = "constructor-added", Minor, "Model is now sent",
        "it gets `new` and setters", "nothing";
    ConstructorRemoved = "constructor-removed", Major, "Model is no longer sent",
        "it has no `new` and no setters any more", "stop making values of it";
    ArgumentsOfNewChanged = "constructor-order-changed", Major, "Order of the required properties was changed from {from} to {to}",
        "`new` takes them by position, and two of one type are exchanged without an error", "give the arguments in the new order";
    OptionalPropertyAdded = "optional-property-added", Minor, "Optional property {subject} was added",
        "structs are open, and optional properties are setters", "nothing; set it where it is wanted";
    RequiredPropertyAdded = "required-property-added", Major, "Required property {subject} was added",
        "the model is sent, and `new` takes its required properties", "give one more argument to `new`";
    AnsweredPropertyAdded = "answered-property-added", Minor, "Required property {subject} was added",
        "only the service makes values of the model", "nothing";
    PropertyRemoved = "property-removed", Major, "Property {subject} was removed",
        "its field is gone", "stop using it";
    PropertyRenamed = "property-renamed", Major, "Property was renamed from {from} to {to}",
        "its field is named like it", "use the field by its new name";
    PropertyRespelledName = "property-name-respelled", Minor, "Property was renamed from {from} to {to}",
        "its field keeps its name, and the client writes and reads the new one", "nothing";
    PropertyTypeChanged = "property-type-changed", Major, "Property {subject} was changed from {from} to {to}",
        "its field has another type", "use the new type";
    PropertyRespelled = "property-respelled", Patch, "Property {subject} was changed from {from} to {to}",
        "both are the same type in Rust", "nothing";
    PropertyRequired = "property-required", Major, "Property {subject} became required",
        "its field is no `Option` any more", "give it where a value is made, and read it without asking whether it is there";
    PropertyOptional = "property-optional", Major, "Property {subject} became optional",
        "its field is an `Option` now", "ask whether it is there";
    RequirednessDocumented = "requiredness-documented", Patch, "Property {subject} was changed from {from} to {to}",
        "its field is as it was", "nothing";
    PropertyNullable = "property-nullable", Major, "Property {subject} may be null now",
        "its field has another type", "ask whether it is null";
    PropertyNotNullable = "property-not-nullable", Major, "Property {subject} is never null now",
        "its field has another type", "use the value without asking";
    PropertyReadOnly = "property-read-only", Major, "Property {subject} became read-only",
        "callers cannot set it any more", "stop setting it";
    PropertyWritable = "property-writable", Minor, "Property {subject} is no longer read-only",
        "it gets a setter", "nothing";
    PropertyWritableRequired = "property-writable-required", Major, "Required property {subject} is no longer read-only",
        "`new` takes it now", "give one more argument to `new`";
    AccessDocumented = "access-documented", Patch, "Access to property {subject} was changed from {from} to {to}",
        "its field is as it was", "nothing";
    StorageChanged = "storage-changed", Major, "Storage of {subject} was changed from {from} to {to}",
        "types that contain themselves are stored in a `Box`", "take the value out of its box, or put it into one";
    OthersAdded = "additional-properties-added", Minor, "Additional properties of type {to} were added",
        "they are one more field", "nothing";
    OthersRemoved = "additional-properties-removed", Major, "Additional properties of type {from} were removed",
        "their field is gone", "stop using it";
    OthersTypeChanged = "additional-properties-type-changed", Major, "Additional properties were changed from {from} to {to}",
        "their field has another type", "use the new type";
    OthersRuleChanged = "additional-properties-rule-changed", Patch, "Additional properties were changed from {from} to {to}",
        "they are not kept in either case", "nothing";
    ValueAdded = "value-added", Minor, "Value {to} was added",
        "enums are open", "nothing; handle it where it matters";
    ValueRemoved = "value-removed", Major, "Value {from} was removed",
        "its variant is gone", "stop using it";
    ValueRespelled = "value-respelled", Minor, "Value was changed from {from} to {to}",
        "its variant keeps its name, and the client writes and reads the new one", "nothing; whoever stores the text has to know the new one";
    ValuesReordered = "values-reordered", Patch, "Order of the values was changed",
        "variants are told by name", "nothing";
    VariantAdded = "variant-added", Minor, "Variant {to} was added",
        "unions are open", "nothing; handle it where it matters";
    VariantRemoved = "variant-removed", Major, "Variant {from} was removed",
        "its variant is gone", "stop using it";
    VariantTypeChanged = "variant-type-changed", Major, "Variant {subject} was changed from {from} to {to}",
        "it holds another type", "use the new type";
    VariantRespelled = "variant-respelled", Patch, "Variant {subject} was changed from {from} to {to}",
        "both are the same type in Rust", "nothing";
    DiscriminatorChanged = "discriminator-changed", Minor, "How variants are told apart was changed from {from} to {to}",
        "the client reads and writes it as the service does", "nothing";
    DefaultChanged = "default-changed", Minor, "Default of {subject} was changed from {from} to {to}",
        "the service takes another value where none is given", "give the value where the old one is meant";
    LimitTightened = "limit-tightened", Minor, "Limit of {subject} was changed from {from} to {to}",
        "values that were sent before are refused before they are sent", "keep to the limit, or switch `validate` off";
    LimitLoosened = "limit-loosened", Patch, "Limit of {subject} was changed from {from} to {to}",
        "every value that was sent before is still sent", "nothing";
    LimitDocumented = "limit-documented", Patch, "Limit of {subject} was changed from {from} to {to}",
        "it is documentation: nothing is checked", "nothing";
    FormatDocumented = "format-documented", Patch, "Format of {subject} was changed from {from} to {to}",
        "it is documentation: the type in Rust is the same, and nothing is checked", "nothing";
    NullDocumented = "null-documented", Patch, "Type of {subject} was changed from {from} to {to}",
        "it is the same type in Rust, and null is not sent", "nothing";
    ExampleChanged = "example-changed", Patch, "Example was changed",
        "it is documentation", "nothing";
    Deprecated = "deprecated", Minor, "{subject} was deprecated",
        "the compiler warns of its use", "move to what its description names";
    NoLongerDeprecated = "no-longer-deprecated", Patch, "{subject} is no longer deprecated",
        "the compiler warns no more", "nothing";
    SummaryChanged = "summary-changed", Patch, "Summary was changed",
        "it is documentation", "nothing";
    DescriptionChanged = "description-changed", Patch, "Description was changed",
        "it is documentation", "nothing";
    LinksChanged = "links-changed", Patch, "Links and callbacks were changed",
        "they are documentation", "nothing";
    IdentifierChanged = "identifier-changed", Major, "Rust name of {subject} was changed from {from} to {to}",
        "programs use it by that name", "use the new name, or keep the old one in `[naming]` of codegen.toml";
    TypeAdded = "type-added", Minor, "Type {to} was added",
        "it is one more type", "nothing";
    TypeLost = "type-lost", Major, "Type {from} was removed",
        "another type stands in its place", "use the type that stands there now";
}

impl Kind {
    /// What has changed, in a sentence without a full stop.
    pub fn headline(self, subject: Option<&str>, from: Option<&str>, to: Option<&str>) -> String {
        let mut pieces = self.template().split('{');
        let mut text = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let (name, rest) = piece.split_once('}').unwrap_or((piece, ""));
            text.push_str(match name {
                "subject" => subject.unwrap_or_default(),
                "from" => from.unwrap_or("nothing"),
                _ => to.unwrap_or("nothing"),
            });
            text.push_str(rest);
        }
        let text = text.replace("  ", " ");
        let text = text.trim();
        let mut characters = text.chars();
        match characters.next() {
            Some(first) => first.to_uppercase().chain(characters).collect(),
            None => text.to_owned(),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl Serialize for Kind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
