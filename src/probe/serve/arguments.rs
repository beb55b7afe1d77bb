//! The arguments of `serve`: which program, its words, the files it finds.

use crate::model::{Diagnostics, Located, Operand, Reference};
use crate::probe::student::{
    self, COMMAND, FILE, FILE_OF_COMMAND, GIVEN, ONE_PROGRAM, PYTHON, TERMINAL, Which,
};
use crate::spec::{Data, Fields, Keys, Node};

/// A server to start.
#[derive(Debug)]
pub(super) struct Serve {
    pub(super) program: Which,
    pub(super) arguments: Vec<Located<Operand>>,
    pub(super) given: Vec<(String, Located<Operand>)>,
    pub(super) terminal: bool,
}

/// The arguments of the probe.
pub(super) static ARGUMENTS: Keys = Keys::with_rules(
    &[COMMAND, FILE, PYTHON, student::ARGUMENTS, GIVEN, TERMINAL],
    &[ONE_PROGRAM, FILE_OF_COMMAND],
);

impl Serve {
    pub(super) fn read(node: &Node, diagnostics: &mut Diagnostics) -> Option<Self> {
        let Data::Map(_) = node.data else {
            return Some(Self {
                program: Which::Command(node.operand(diagnostics)?, None),
                arguments: Vec::new(),
                given: Vec::new(),
                terminal: false,
            });
        };
        let fields = Fields::of(node, "`serve`", &ARGUMENTS, diagnostics)?;
        let program = Which::of("serve", &fields, diagnostics);
        let arguments = student::arguments(&fields, diagnostics);
        let given = student::given(&fields, diagnostics);
        let terminal = student::terminal(&fields, diagnostics);
        Some(Self {
            program: program?,
            arguments: arguments?,
            given: given?,
            terminal: terminal?,
        })
    }

    pub(super) fn all_operands(&self) -> Vec<&Located<Operand>> {
        let given = self.given.iter().map(|(_, text)| text);
        let command = self.program.operand().into_iter();
        command.chain(&self.arguments).chain(given).collect()
    }

    /// Whether it is told at which port to listen.
    pub(super) fn is_told_its_port(&self) -> bool {
        let operands = self.all_operands();
        let mut references = operands
            .iter()
            .flat_map(|operand| operand.value.references());
        references.any(|reference| *reference == Reference::Port)
    }
}
