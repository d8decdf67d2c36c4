//! Text in columns.

/// Cells in columns: words stand at the left, which these columns hold, and numbers at the right.
pub(crate) fn drawn(cells: &[Vec<String>], left: &[usize]) -> String {
    let columns = cells.first().map_or(0, Vec::len);
    let width = |column: usize| cells.iter().map(|line| line[column].chars().count()).max();
    let widths: Vec<usize> = (0..columns).filter_map(width).collect();
    let mut text = String::new();
    for line in cells {
        for (index, (cell, width)) in line.iter().zip(&widths).enumerate() {
            let padding = " ".repeat(width - cell.chars().count());
            match left.contains(&index) {
                true => text.push_str(&format!("{cell}{padding}  ")),
                false => text.push_str(&format!("{padding}{cell}  ")),
            }
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}
