using StableModels.Monitoring;
using StableModels.Monitoring.Report;

namespace StableModels.Tests;

/// <summary>Pages that are written while others are, and to places where none can stand.</summary>
internal sealed class AtomicFileTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("atomic-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Several_that_write_one_page_at_once_leave_one_whole_page()
    {
        var page = Path.Combine(_folder, "report.html");
        var runs = Enumerable.Range(0, 4).Select(index => new RunHistory($"run{index}")).ToList();

        Parallel.ForEach(runs, run =>
        {
            for (var time = 0; time < 5; time++)
            {
                HtmlReport.RequireWritable(page);
                HtmlReport.Write(page, "report", run);
            }
        });

        Assert.That(Directory.GetFiles(_folder), Is.EqualTo(new[] { page }));
        Assert.That(File.ReadAllText(page).TrimEnd(), Does.EndWith("</html>"));
    }

    [Test]
    public void A_folder_and_a_blank_name_are_refused()
    {
        foreach (var write in (Action<string>[])[path => HtmlReport.Write(path, "report", new RunHistory("run")), HtmlReport.RequireWritable])
        {
            Assert.That(() => write(_folder), Throws.TypeOf<IOException>().With.Message.Contains("it is a folder. Name a file in it"));
            Assert.That(() => write(Path.Combine(_folder, "new") + "/"), Throws.TypeOf<IOException>().With.Message.Contains("it is a folder. Name a file in it"));
            Assert.That(() => write(" "), Throws.ArgumentException);
        }

        Assert.That(Directory.GetFileSystemEntries(_folder), Is.Empty);
    }

    [Test]
    public void What_cannot_be_written_is_told_by_its_own_name()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");

        Assert.That(() => HtmlReport.RequireWritable(Path.Combine(file, "report.html")), Throws.TypeOf<IOException>().With.Message.StartsWith($"Cannot write '{Path.Combine(file, "report.html")}':"));
    }

    [Test]
    public void An_empty_file_is_replaced() // as one that a temporary name was made with
    {
        var page = Path.Combine(_folder, "report.html");
        File.WriteAllText(page, "");
        HtmlReport.Write(page, "report", new RunHistory("run"));

        Assert.That(new FileInfo(page).Length, Is.Positive);
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Symbolic links take a right there that not everybody has.")]
    public void A_link_stays_and_what_it_names_is_written()
    {
        var (page, link, chain) = (Path.Combine(_folder, "real", "report.html"), Path.Combine(_folder, "latest.html"), Path.Combine(_folder, "chain.html"));
        File.CreateSymbolicLink(link, page);
        File.CreateSymbolicLink(chain, link);
        HtmlReport.Write(chain, "report", new RunHistory("run"));

        Assert.That(new FileInfo(chain).LinkTarget, Is.EqualTo(link));
        Assert.That(new FileInfo(link).LinkTarget, Is.EqualTo(page));
        Assert.That(new FileInfo(page).Length, Is.Positive);
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "It needs a named pipe in a folder, which mkfifo makes.")]
    public void No_page_takes_the_place_of_a_pipe()
    {
        var pipe = Path.Combine(_folder, "pipe");
        using (var make = System.Diagnostics.Process.Start("mkfifo", [pipe]))
            make.WaitForExit();

        Assert.That(() => HtmlReport.Write(pipe, "report", new RunHistory("run")), Throws.TypeOf<IOException>().With.Message.Contains("it is a device or a pipe"));
        Assert.That(() => HtmlReport.RequireWritable(pipe), Throws.TypeOf<IOException>().With.Message.Contains("it is a device or a pipe"));
        Assert.That(Directory.GetFiles(_folder), Is.EqualTo(new[] { pipe }));
    }
}
