// The whole of the native side: libtorch's dispatcher behind a C interface of blittable values.
// An operator is found by its schema's name and called boxed, so no function per operator is needed and any
// libtorch that has the schema will do. What the dispatcher does not know (metadata, autograd, generators, threads) follows.
//
// A tensor handle is a TensorImpl* that owns one reference; a generator handle a GeneratorImpl* that owns one.
// No exception leaves this file: every function that can fail returns -1 (or null) and keeps the message for stb_error().

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/ScalarOps.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/ops/from_blob.h>
#include <c10/core/DefaultDtype.h>
#include <c10/core/impl/LocalDispatchKeySet.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/anomaly_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/saved_variable.h>
#include <torch/csrc/jit/serialization/pickle.h>
#include <torch/cuda.h>
#include <torch/version.h>

// The newest libtorch (2.14 was tried) has no named tensors any more.
#if __has_include(<ATen/NamedTensorUtils.h>)
#include <ATen/NamedTensorUtils.h>
#define STB_NAMED_TENSORS 1
#else
#define STB_NAMED_TENSORS 0
#endif

#include <dlfcn.h>

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <new>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#define STB extern "C" __attribute__((visibility("default")))

namespace {

using at::Tensor;
// c10::optional before libtorch 2.2, std::optional since.
using MaybeValue = std::decay_t<decltype(std::declval<c10::Argument>().default_value())>;
using c10::IValue;
using Impl = c10::TensorImpl;
using TensorPointer = c10::intrusive_ptr<Impl, c10::UndefinedTensorImpl>;

// Mirrors Interop/Argument.cs.
enum Kind : int32_t {
  kNone, kTensor, kInt, kDouble, kBool, kComplex, kString, kDevice, kGenerator,
  kIntList, kDoubleList, kBoolList, kTensorList, kUndefined
};

struct Value {
  int32_t kind;
  int32_t length; // of a list or string; KiB of memory of a returned tensor
  union {
    int64_t i;
    double d;
    const void* p;
  };
};

thread_local std::string last_error;

int32_t fail(const char* message) noexcept {
  try {
    last_error = message != nullptr ? message : "unknown error in libtorch";
  } catch (...) {
    last_error.clear();
  }
  return -1;
}

// Runs a body and turns whatever it throws into -1 and a message.
template <class Body>
int32_t guarded(Body&& body) noexcept {
  try {
    return body();
  } catch (const c10::Error& error) {
    return fail(error.what_without_backtrace());
  } catch (const std::bad_alloc&) {
    return fail("out of memory (std::bad_alloc)");
  } catch (const std::exception& error) {
    return fail(error.what());
  } catch (...) {
    return fail("libtorch threw something that is not a std::exception");
  }
}

template <class Body>
void* guarded_pointer(Body&& body) noexcept {
  void* result = nullptr;
  guarded([&] {
    result = body();
    return 0;
  });
  return result;
}

Impl* impl_of(const void* handle) {
  return static_cast<Impl*>(const_cast<void*>(handle));
}

Tensor tensor_of(const void* handle) {
  return handle == nullptr ? Tensor() : Tensor(TensorPointer::reclaim_copy(impl_of(handle)));
}

void* handle_of(Tensor tensor) {
  return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr;
}

std::vector<Tensor> tensors_of(void* const* handles, int32_t count) {
  std::vector<Tensor> tensors;
  tensors.reserve(count);
  for (int32_t n = 0; n < count; n++) {
    tensors.push_back(tensor_of(handles[n]));
  }
  return tensors;
}

at::Generator generator_of(const void* handle) {
  return at::Generator(c10::intrusive_ptr<c10::GeneratorImpl>::reclaim_copy(
      static_cast<c10::GeneratorImpl*>(const_cast<void*>(handle))));
}

c10::Device device_of(int64_t packed) {
  return c10::Device(static_cast<c10::DeviceType>(packed & 0xff), static_cast<c10::DeviceIndex>(packed >> 32));
}

int64_t pack(c10::Device device) {
  return (static_cast<int64_t>(device.index()) << 32) | static_cast<uint8_t>(device.type());
}

// ---- operators ---------------------------------------------------------------------------------------------------

// The kernels below autograd's, which keep version counters and views, are left out too where autograd itself would: in kernels
// that neither change nor return an argument. An operator made of others may return a view of one without saying so.
c10::DispatchKeySet unseen_by(const c10::OperatorHandle& handle) {
  auto aliases = [](const std::vector<c10::Argument>& all) {
    return std::any_of(all.begin(), all.end(), [](const c10::Argument& one) { return one.alias_info() != nullptr; });
  };
  bool keeps_views = handle.hasKernelForDispatchKey(c10::DispatchKey::CompositeImplicitAutograd) ||
                     aliases(handle.schema().arguments()) || aliases(handle.schema().returns());
  return keeps_views ? c10::autograd_dispatch_keyset : c10::autograd_dispatch_keyset_with_ADInplaceOrView;
}

// How a value must be changed to be what the schema asks for.
enum class Wanted : uint8_t { AsIs, Double, DoubleList, IntList, OptionalTensorList };

struct Operator {
  c10::OperatorHandle handle;
  std::vector<Wanted> wanted;
  std::vector<MaybeValue> defaults;
  // What to leave out of a call that autograd need not see.
  c10::DispatchKeySet unseen;
  // add.Tensor for add.Scalar and so on: libtorch makes a float64 tensor of the number and converts it at every call.
  std::unique_ptr<Operator> of_tensors;
};

// Whether a number can stand beside this tensor as a tensor of the same type, with the same result to the last bit.
bool fits(const Tensor& self, const Value& number) {
  const auto type = self.scalar_type();
  if (!self.is_cpu() || (type != c10::kFloat && type != c10::kDouble) || (number.kind != kDouble && number.kind != kInt)) {
    return false;
  }
  const double value = number.kind == kInt ? static_cast<double>(number.i) : number.d;
  return number.kind == kDouble ? !std::isfinite(value) || std::abs(value) <= FLT_MAX : std::abs(value) < (1 << 24);
}

// Autograd's kernels record nothing when gradients are off or no argument needs one: they are left out then.
bool needs_autograd(const Value* arguments, int32_t count) {
  if (!c10::GradMode::is_enabled()) {
    return false;
  }
  for (int32_t n = 0; n < count; n++) {
    const auto& argument = arguments[n];
    if (argument.kind == kTensor && impl_of(argument.p)->requires_grad()) {
      return true;
    }
    if (argument.kind == kTensorList) {
      auto handles = static_cast<void* const*>(argument.p);
      for (int32_t m = 0; m < argument.length; m++) {
        if (handles[m] != nullptr && impl_of(handles[m])->requires_grad()) {
          return true;
        }
      }
    }
  }
  return false;
}

Wanted wanted_for(const c10::Argument& argument) {
  auto type = argument.type();
  bool optional = type->kind() == c10::TypeKind::OptionalType;
  if (optional) {
    type = type->expectRef<c10::OptionalType>().getElementType();
  }
  if (type->kind() == c10::TypeKind::FloatType) {
    return Wanted::Double;
  }
  if (type->kind() == c10::TypeKind::ListType) {
    switch (type->expectRef<c10::ListType>().getElementType()->kind()) {
      case c10::TypeKind::FloatType: return Wanted::DoubleList;
      case c10::TypeKind::IntType: return Wanted::IntList;
      case c10::TypeKind::OptionalType: return Wanted::OptionalTensorList;
      default: return Wanted::AsIs;
    }
  }
  return Wanted::AsIs;
}

IValue to_ivalue(const Value& value, Wanted wanted) {
  switch (value.kind) {
    case kNone: return IValue();
    case kUndefined: return IValue(Tensor());
    case kTensor: return IValue(tensor_of(value.p));
    case kInt:
      if (wanted == Wanted::Double) {
        return IValue(static_cast<double>(value.i));
      }
      return wanted == Wanted::IntList ? IValue(c10::List<int64_t>({value.i})) : IValue(value.i);
    case kDouble: return IValue(value.d);
    case kBool: return IValue(value.i != 0);
    case kComplex: {
      auto parts = static_cast<const double*>(value.p);
      return IValue(c10::complex<double>(parts[0], parts[1]));
    }
    case kString: return IValue(std::string(static_cast<const char*>(value.p), value.length));
    case kDevice: return IValue(device_of(value.i));
    case kGenerator: return IValue(generator_of(value.p));
    case kIntList: {
      auto items = static_cast<const int64_t*>(value.p);
      if (wanted == Wanted::DoubleList) {
        return IValue(c10::List<double>(std::vector<double>(items, items + value.length)));
      }
      c10::List<int64_t> list;
      list.reserve(value.length);
      for (int32_t n = 0; n < value.length; n++) {
        list.push_back(items[n]);
      }
      return IValue(std::move(list));
    }
    case kDoubleList: {
      auto items = static_cast<const double*>(value.p);
      return IValue(c10::List<double>(c10::ArrayRef<double>(items, value.length)));
    }
    case kBoolList: {
      auto items = static_cast<const int64_t*>(value.p);
      c10::List<bool> list;
      for (int32_t n = 0; n < value.length; n++) {
        list.push_back(items[n] != 0);
      }
      return IValue(std::move(list));
    }
    case kTensorList: {
      auto handles = static_cast<void* const*>(value.p);
      if (wanted == Wanted::OptionalTensorList) {
        c10::impl::GenericList list(c10::OptionalType::create(c10::TensorType::get()));
        for (int32_t n = 0; n < value.length; n++) {
          list.push_back(handles[n] == nullptr ? IValue() : IValue(tensor_of(handles[n])));
        }
        return IValue(std::move(list));
      }
      c10::List<Tensor> list;
      list.reserve(value.length);
      for (int32_t n = 0; n < value.length; n++) {
        list.push_back(tensor_of(handles[n]));
      }
      return IValue(std::move(list));
    }
    default: throw std::logic_error("unknown kind of argument");
  }
}

// Memory that this result alone holds, in KiB: the managed side collects garbage when much of it piles up.
int32_t fresh_memory(const Impl* impl) {
  if (!impl->has_storage() || impl->storage().use_count() != 1) {
    return 0;
  }
  return static_cast<int32_t>(std::min<size_t>(impl->storage().nbytes() >> 10, INT32_MAX));
}

Value tensor_value(Tensor tensor) {
  Value result{};
  if (!tensor.defined()) {
    result.kind = kNone;
    return result;
  }
  result.kind = kTensor;
  result.length = fresh_memory(tensor.unsafeGetTensorImpl());
  result.p = handle_of(std::move(tensor));
  return result;
}

Value from_ivalue(IValue&& value) {
  Value result{};
  if (value.isTensor()) {
    return tensor_value(std::move(value).toTensor());
  }
  if (value.isInt()) {
    result.kind = kInt;
    result.i = value.toInt();
  } else if (value.isDouble()) {
    result.kind = kDouble;
    result.d = value.toDouble();
  } else if (value.isBool()) {
    result.kind = kBool;
    result.i = value.toBool();
  } else if (value.isComplexDouble()) {
    auto number = value.toComplexDouble();
    auto parts = static_cast<double*>(std::malloc(2 * sizeof(double)));
    if (parts == nullptr) {
      throw std::bad_alloc();
    }
    parts[0] = number.real();
    parts[1] = number.imag();
    result.kind = kComplex;
    result.p = parts;
  } else if (value.isTensorList()) {
    auto list = std::move(value).toTensorList();
    auto handles = static_cast<void**>(std::malloc((list.size() + 1) * sizeof(void*)));
    if (handles == nullptr) {
      throw std::bad_alloc();
    }
    for (size_t n = 0; n < list.size(); n++) {
      handles[n] = handle_of(list.get(n));
    }
    result.kind = kTensorList;
    result.length = static_cast<int32_t>(list.size());
    result.p = handles;
  } else if (!value.isNone()) {
    throw std::logic_error("this operator returns a " + value.tagKind() + ", which has no managed form");
  }
  return result;
}

using Values = std::vector<IValue>;

// Looked up at every call: the cheapest of the models for thread-local data.
__attribute__((tls_model("initial-exec"))) thread_local Values* spare_stack = nullptr;

// ---- custom autograd functions -----------------------------------------------------------------------------------

// Called with the node and the gradients of the outputs; fills in those of the inputs. Returns 0, or -1 after writing an error
// message.
using BackwardCallback = int32_t (*)(void* state, void* node, void** grads, int32_t count, void** results,
                                     int32_t result_count, char* message, int32_t message_size);
using ReleaseCallback = void (*)(void* state);

// A backward function written in managed code. Saved tensors are libtorch's SavedVariables: they know when a tensor was changed
// since, and an output among them does not keep its own graph alive.
struct ManagedNode final : torch::autograd::Node {
  std::string title;
  void* state = nullptr;
  BackwardCallback backward = nullptr;
  ReleaseCallback release = nullptr;
  int32_t inputs = 0;
  std::vector<torch::autograd::SavedVariable> saved;
  bool released = false;

  std::string name() const override { return title; }

  void release_variables() override {
    saved.clear();
    released = true;
  }

  torch::autograd::variable_list apply(torch::autograd::variable_list&& grads) override {
    std::vector<void*> handles;
    for (auto& grad : grads) {
      handles.push_back(handle_of(std::move(grad)));
    }
    std::vector<void*> results(inputs, nullptr);
    char message[2048] = {};
    auto failed = backward(state, this, handles.data(), static_cast<int32_t>(handles.size()), results.data(), inputs,
                           message, sizeof(message));
    torch::autograd::variable_list output;
    for (auto handle : results) {
      output.push_back(handle == nullptr ? Tensor() : Tensor(TensorPointer::reclaim(impl_of(handle))));
    }
    if (failed != 0) {
      throw std::runtime_error(message);
    }
    return output;
  }

  ~ManagedNode() override {
    if (release != nullptr) {
      release(state);
    }
  }
};

} // namespace

STB const char* stb_error() noexcept {
  return last_error.c_str();
}

STB void stb_free(void* memory) noexcept {
  std::free(memory);
}

STB const char* stb_version() noexcept {
  return TORCH_VERSION;
}

namespace {

std::unique_ptr<Operator> find_operator(const char* name, const char* overload) {
  auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
  if (!handle.has_value()) {
    return nullptr;
  }
  std::unique_ptr<Operator> found(new Operator{*handle, {}, {}, unseen_by(*handle), nullptr});
  for (const auto& argument : handle->schema().arguments()) {
    found->wanted.push_back(wanted_for(argument));
    found->defaults.push_back(argument.default_value());
  }
  return found;
}

bool has_cheaper_form(const std::string& name) {
  for (auto known : {"aten::add", "aten::sub", "aten::mul", "aten::div", "aten::add_", "aten::sub_", "aten::mul_", "aten::div_",
                     "aten::rsub", "aten::eq", "aten::ne", "aten::lt", "aten::le", "aten::gt", "aten::ge"}) {
    if (name == known) {
      return true;
    }
  }
  return false;
}

// One stack per thread is reused; a call from within a call (autograd functions) finds it taken and starts with a new one.
class Stack {
public:
  Stack() : owned_(spare_stack != nullptr ? spare_stack : new_stack()) { spare_stack = nullptr; }

  ~Stack() {
    owned_->clear();
    if (spare_stack == nullptr) {
      spare_stack = owned_;
    } else {
      delete owned_;
    }
  }

  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;
  Values& values() { return *owned_; }

private:
  static Values* new_stack() {
    // Frees the thread's last stack when the thread ends.
    struct AtExit {
      ~AtExit() {
        delete spare_stack;
        spare_stack = nullptr;
      }
    };
    thread_local AtExit at_exit;
    (void)at_exit;
    return new Values();
  }

  Values* owned_;
};

} // namespace

STB void* stb_find(const char* name, const char* overload) noexcept {
  return guarded_pointer([&]() -> void* {
    auto found = find_operator(name, overload);
    if (found != nullptr && std::strcmp(overload, "Scalar") == 0 && has_cheaper_form(name)) {
      found->of_tensors = find_operator(name, "Tensor");
    }
    return found.release();
  });
}

// Calls an operator. Arguments left off at the end take the schema's defaults. Returns how many results there are;
// with capacity 0 they are dropped (in-place operators, whose result is an argument).
STB int32_t stb_call(const Operator* op, const Value* arguments, int32_t count, Value* results, int32_t capacity) noexcept {
  return guarded([&]() -> int32_t {
    Stack holder;
    auto& stack = holder.values();
    const auto total = op->wanted.size();
    if (static_cast<size_t>(count) > total) {
      throw std::logic_error("too many arguments for this operator's schema");
    }
    stack.reserve(total);
    int32_t next = 0;
    if (op->of_tensors != nullptr && count > 1 && arguments[0].kind == kTensor) {
      auto self = tensor_of(arguments[0].p);
      if (fits(self, arguments[1])) {
        auto number = arguments[1].kind == kInt ? c10::Scalar(arguments[1].i) : c10::Scalar(arguments[1].d);
        auto other = at::detail::scalar_tensor_static(number, self.scalar_type(), c10::Device(c10::kCPU));
        op = op->of_tensors.get();
        stack.emplace_back(std::move(self));
        stack.emplace_back(std::move(other));
        next = 2;
      }
    }
    for (; next < count; next++) {
      stack.push_back(to_ivalue(arguments[next], op->wanted[next]));
    }
    for (size_t n = count; n < total; n++) {
      if (!op->defaults[n].has_value()) {
        throw std::logic_error("too few arguments for this operator's schema");
      }
      stack.push_back(*op->defaults[n]);
    }
    if (needs_autograd(arguments, count)) {
      op->handle.callBoxed(stack);
    } else {
      c10::impl::ExcludeDispatchKeyGuard guard(op->unseen);
      op->handle.callBoxed(stack);
    }
    const auto produced = static_cast<int32_t>(stack.size());
    if (capacity > 0) {
      if (produced > capacity) {
        throw std::logic_error("this operator returns more values than were asked for");
      }
      for (int32_t n = 0; n < produced; n++) {
        results[n] = from_ivalue(std::move(stack[n]));
      }
    }
    return produced;
  });
}

// ---- tensors -----------------------------------------------------------------------------------------------------

STB void stb_tensor_release(void* handle) noexcept {
  guarded([&] {
    TensorPointer::reclaim(impl_of(handle));
    return 0;
  });
}

STB void* stb_tensor_retain(void* handle) noexcept {
  return TensorPointer::reclaim_copy(impl_of(handle)).release();
}

STB int32_t stb_tensor_dtype(const void* handle) noexcept {
  return static_cast<int32_t>(c10::typeMetaToScalarType(impl_of(handle)->dtype()));
}

STB int64_t stb_tensor_device(const void* handle) noexcept {
  return pack(impl_of(handle)->device());
}

STB int64_t stb_tensor_dim(const void* handle) noexcept {
  return impl_of(handle)->dim();
}

STB int64_t stb_tensor_numel(const void* handle) noexcept {
  return impl_of(handle)->numel();
}

STB int64_t stb_tensor_element_size(const void* handle) noexcept {
  return static_cast<int64_t>(impl_of(handle)->itemsize());
}

STB int32_t stb_tensor_sizes(const void* handle, int64_t* sizes) noexcept {
  return guarded([&] {
    auto all = impl_of(handle)->sizes();
    std::copy(all.begin(), all.end(), sizes);
    return 0;
  });
}

STB int32_t stb_tensor_strides(const void* handle, int64_t* strides) noexcept {
  return guarded([&] {
    auto all = impl_of(handle)->strides();
    std::copy(all.begin(), all.end(), strides);
    return 0;
  });
}

STB int32_t stb_tensor_storage_offset(const void* handle, int64_t* offset) noexcept {
  return guarded([&] {
    *offset = impl_of(handle)->storage_offset();
    return 0;
  });
}

STB int32_t stb_tensor_storage_bytes(const void* handle, int64_t* bytes) noexcept {
  return guarded([&] {
    *bytes = static_cast<int64_t>(impl_of(handle)->storage().nbytes());
    return 0;
  });
}

// Cheap facts in one call: bit 0 contiguous, 1 requires_grad, 2 leaf, 3 conjugate, 4 negative, 5 sparse, 6 named, 7 inference,
// 8 has a gradient function that retains its gradient.
STB int32_t stb_tensor_flags(const void* handle) noexcept {
  return guarded([&] {
    auto tensor = tensor_of(handle);
    int32_t flags = 0;
    flags |= tensor.is_sparse() || tensor.is_contiguous() ? 1 : 0;
    flags |= tensor.requires_grad() ? 2 : 0;
    flags |= tensor.is_leaf() ? 4 : 0;
    flags |= tensor.is_conj() ? 8 : 0;
    flags |= tensor.is_neg() ? 16 : 0;
    flags |= tensor.is_sparse() ? 32 : 0;
#if STB_NAMED_TENSORS
    flags |= tensor.has_names() ? 64 : 0;
#endif
    flags |= tensor.is_inference() ? 128 : 0;
    flags |= tensor.retains_grad() ? 256 : 0;
    return flags;
  });
}

STB void* stb_tensor_data(const void* handle) noexcept {
  return guarded_pointer([&] { return tensor_of(handle).data_ptr(); });
}

// A tensor over memory that someone else owns; release(state) is called when the last view of it is gone.
STB void* stb_tensor_from_memory(void* data, const int64_t* sizes, int32_t dims, int32_t dtype, void* state,
                                 ReleaseCallback release) noexcept {
  return guarded_pointer([&] {
    auto options = at::TensorOptions().dtype(static_cast<c10::ScalarType>(dtype)).device(c10::kCPU);
    return handle_of(at::from_blob(
        data, c10::IntArrayRef(sizes, dims), [state, release](void*) { release(state); }, options));
  });
}

STB int32_t stb_tensor_set_requires_grad(void* handle, int32_t requires_grad) noexcept {
  return guarded([&] {
    auto tensor = tensor_of(handle);
    tensor.set_requires_grad(requires_grad != 0);
    return 0;
  });
}

STB int32_t stb_tensor_retain_grad(void* handle) noexcept {
  return guarded([&] {
    tensor_of(handle).retain_grad();
    return 0;
  });
}

STB int32_t stb_tensor_grad(const void* handle, void** grad) noexcept {
  return guarded([&] {
    *grad = handle_of(tensor_of(handle).grad());
    return 0;
  });
}

STB int32_t stb_tensor_set_grad(void* handle, const void* grad) noexcept {
  return guarded([&] {
    auto tensor = tensor_of(handle);
    auto value = tensor_of(grad);
    if (value.defined()) {
      TORCH_CHECK(value.sizes() == tensor.sizes(), "the gradient has shape ", value.sizes(),
                  " but its tensor has shape ", tensor.sizes());
      TORCH_CHECK(value.device() == tensor.device(), "the gradient is on ", value.device(),
                  " but its tensor is on ", tensor.device());
      TORCH_CHECK(value.scalar_type() == tensor.scalar_type(), "the gradient is ", value.scalar_type(),
                  " but its tensor is ", tensor.scalar_type());
    }
    tensor.mutable_grad() = value;
    return 0;
  });
}

// Makes a tensor hold what another one holds, its identity (and so its place in an optimiser) kept.
STB int32_t stb_tensor_set_data(void* handle, const void* data) noexcept {
  return guarded([&] {
    tensor_of(handle).set_data(tensor_of(data));
    return 0;
  });
}

#if STB_NAMED_TENSORS
STB int32_t stb_tensor_names(const void* handle, int32_t index, char* name, int32_t size) noexcept {
  return guarded([&] {
    auto names = tensor_of(handle).names();
    auto text = names[index].isWildcard() ? std::string() : std::string(names[index].symbol().toUnqualString());
    std::strncpy(name, text.c_str(), size - 1);
    return static_cast<int32_t>(text.size());
  });
}

STB int32_t stb_tensor_set_names(void* handle, const char* const* names, int32_t count) noexcept {
  return guarded([&] {
    std::vector<at::Dimname> all;
    for (int32_t n = 0; n < count; n++) {
      all.push_back(names[n] == nullptr ? at::Dimname::wildcard() : at::Dimname::fromSymbol(c10::Symbol::dimname(names[n])));
    }
    auto tensor = tensor_of(handle);
    at::internal_set_names_inplace(tensor, at::DimnameList(all));
    return 0;
  });
}
#else
STB int32_t stb_tensor_names(const void*, int32_t, char*, int32_t) noexcept {
  return guarded([]() -> int32_t { throw std::runtime_error("This libtorch has no named tensors any more: do without names, or use an older libtorch (CMAKE_PREFIX_PATH)."); });
}

STB int32_t stb_tensor_set_names(void*, const char* const*, int32_t) noexcept { return stb_tensor_names(nullptr, 0, nullptr, 0); }
#endif

// ---- files that PyTorch reads ------------------------------------------------------------------------------------

// The bytes of a file that torch.load reads; free them with stb_free.
STB void* stb_pickle(const void* handle, int64_t* size) noexcept {
  return guarded_pointer([&]() -> void* {
    auto bytes = torch::jit::pickle_save(IValue(tensor_of(handle)));
    auto copy = std::malloc(bytes.size());
    if (copy == nullptr) {
      throw std::bad_alloc();
    }
    std::memcpy(copy, bytes.data(), bytes.size());
    *size = static_cast<int64_t>(bytes.size());
    return copy;
  });
}

STB void* stb_unpickle(const char* bytes, int64_t size) noexcept {
  return guarded_pointer([&] {
    auto value = torch::jit::pickle_load(std::vector<char>(bytes, bytes + size));
    TORCH_CHECK(value.isTensor(), "the file holds a ", value.tagKind(), ", not a tensor");
    return handle_of(value.toTensor());
  });
}

// ---- autograd ----------------------------------------------------------------------------------------------------

STB int32_t stb_backward(void* const* tensors, int32_t count, void* const* grads, int32_t grad_count, int32_t retain_graph,
                         int32_t create_graph, void* const* inputs, int32_t input_count) noexcept {
  return guarded([&] {
    torch::autograd::backward(tensors_of(tensors, count), tensors_of(grads, grad_count), retain_graph != 0,
                              create_graph != 0, tensors_of(inputs, input_count));
    return 0;
  });
}

STB int32_t stb_grad(void* const* outputs, int32_t count, void* const* inputs, int32_t input_count, void* const* grads,
                     int32_t grad_count, int32_t retain_graph, int32_t create_graph, int32_t allow_unused,
                     void** results) noexcept {
  return guarded([&] {
    auto found = torch::autograd::grad(tensors_of(outputs, count), tensors_of(inputs, input_count),
                                       tensors_of(grads, grad_count), retain_graph != 0, create_graph != 0,
                                       allow_unused != 0);
    for (size_t n = 0; n < found.size(); n++) {
      results[n] = handle_of(std::move(found[n]));
    }
    return 0;
  });
}

// How a graph owns its nodes: a shared_ptr, in the newest libtorch an intrusive_ptr.
using NodeOwner = decltype(torch::autograd::Edge::function);

// Templates, because with a given libtorch only one of the branches compiles.
template <typename Owner>
constexpr bool is_shared = std::is_same_v<Owner, std::shared_ptr<torch::autograd::Node>>;

template <typename Owner = NodeOwner>
Owner owner_of_new(ManagedNode* node) {
  if constexpr (is_shared<Owner>) {
    return Owner(node, [](auto gone) { deleteNode(gone); });
  } else {
    return Owner::unsafe_steal_from_new(node);
  }
}

template <typename Owner = NodeOwner, typename Node = ManagedNode>
Owner owner_of(Node* node) {
  if constexpr (is_shared<Owner>) {
    return node->shared_from_this();
  } else {
    return Owner::reclaim_copy(node);
  }
}

// Puts a managed backward function into the graph between inputs and outputs. What to do with an output: 0 nothing (not
// differentiable), 1 give it the node, 2 the same for one that was changed in place. Returns whether the state was taken: it is
// released with the graph then.
STB int32_t stb_function_attach(const char* name, void* const* inputs, int32_t input_count, void* const* outputs,
                                const uint8_t* output_kinds, int32_t output_count, void* const* saved, int32_t saved_count,
                                void* state, BackwardCallback backward, ReleaseCallback release) noexcept {
  return guarded([&]() -> int32_t {
    auto sources = tensors_of(inputs, input_count);
    bool needed = false;
    for (const auto& source : sources) {
      needed |= source.defined() && source.requires_grad();
    }
    if (!needed || !c10::GradMode::is_enabled()) {
      return 0;
    }
    auto raw = new ManagedNode();
    auto node = owner_of_new(raw);
    raw->title = name;
    raw->backward = backward;
    raw->inputs = input_count;
    node->set_next_edges(torch::autograd::collect_next_edges(sources));
    for (int32_t n = 0; n < output_count; n++) {
      auto output = tensor_of(outputs[n]);
      if (output_kinds[n] == 1) {
        torch::autograd::set_history(output, node);
      } else if (output_kinds[n] == 2) {
        torch::autograd::impl::rebase_history(output, torch::autograd::Edge(node, node->add_input_metadata(output)));
      } else {
        node->add_input_metadata(torch::autograd::Node::undefined_input());
      }
    }
    for (int32_t n = 0; n < saved_count; n++) {
      bool is_output = false;
      for (int32_t m = 0; m < output_count; m++) {
        is_output |= saved[n] == outputs[m];
      }
      raw->saved.emplace_back(tensor_of(saved[n]), is_output);
    }
    raw->state = state;
    raw->release = release;
    return 1;
  });
}

// One of the tensors that a function saved, for use in its backward callback.
STB void* stb_function_saved(void* handle, int32_t index) noexcept {
  return guarded_pointer([&] {
    auto node = static_cast<ManagedNode*>(handle);
    TORCH_CHECK(!node->released, "the tensors that ", node->title, " saved were freed by an earlier backward pass: "
                "pass retain_graph: true to it");
    return handle_of(node->saved.at(index).unpack(owner_of(node)));
  });
}

STB int32_t stb_grad_enabled() noexcept {
  return c10::GradMode::is_enabled();
}

STB void stb_set_grad_enabled(int32_t enabled) noexcept {
  c10::GradMode::set_enabled(enabled != 0);
}

STB int32_t stb_inference_mode_enabled() noexcept {
  return c10::InferenceMode::is_enabled();
}

STB void* stb_inference_mode_enter(int32_t enabled) noexcept {
  return guarded_pointer([&] { return new c10::InferenceMode(enabled != 0); });
}

STB void stb_inference_mode_leave(void* guard) noexcept {
  delete static_cast<c10::InferenceMode*>(guard);
}

// Bit 0: detection is on; bit 1: it also checks for NaN.
STB int32_t stb_anomaly_mode() noexcept {
  return (torch::autograd::AnomalyMode::is_enabled() ? 1 : 0) | (torch::autograd::AnomalyMode::should_check_nan() ? 2 : 0);
}

STB void stb_set_anomaly_mode(int32_t enabled, int32_t check_nan) noexcept {
  torch::autograd::AnomalyMode::set_enabled(enabled != 0, check_nan != 0);
}

// ---- random numbers ----------------------------------------------------------------------------------------------

STB int32_t stb_manual_seed(int64_t seed) noexcept {
  return guarded([&] {
    at::manual_seed(static_cast<uint64_t>(seed));
    return 0;
  });
}

STB int32_t stb_cuda_manual_seed(int64_t seed, int32_t all) noexcept {
  return guarded([&] {
    if (all != 0) {
      torch::cuda::manual_seed_all(static_cast<uint64_t>(seed));
    } else {
      torch::cuda::manual_seed(static_cast<uint64_t>(seed));
    }
    return 0;
  });
}

STB void* stb_generator_default(int64_t device) noexcept {
  return guarded_pointer([&] {
    auto generator = at::globalContext().defaultGenerator(device_of(device));
    return c10::intrusive_ptr<c10::GeneratorImpl>::reclaim_copy(generator.unsafeGetGeneratorImpl()).release();
  });
}

STB void* stb_generator_new(int64_t device, uint64_t seed) noexcept {
  return guarded_pointer([&] {
    auto target = device_of(device);
    auto generator = target.is_cpu() ? at::make_generator<at::CPUGeneratorImpl>(seed)
                                     : at::globalContext().defaultGenerator(target).clone();
    generator.set_current_seed(seed);
    return c10::intrusive_ptr<c10::GeneratorImpl>::reclaim_copy(generator.unsafeGetGeneratorImpl()).release();
  });
}

STB void stb_generator_release(void* handle) noexcept {
  c10::intrusive_ptr<c10::GeneratorImpl>::reclaim(static_cast<c10::GeneratorImpl*>(handle));
}

STB int64_t stb_generator_device(const void* handle) noexcept {
  return pack(static_cast<const c10::GeneratorImpl*>(handle)->device());
}

STB int32_t stb_generator_set_seed(void* handle, uint64_t seed) noexcept {
  return guarded([&] {
    auto generator = generator_of(handle);
    std::lock_guard<std::mutex> lock(generator.mutex());
    generator.set_current_seed(seed);
    return 0;
  });
}

STB int32_t stb_generator_seed(void* handle, uint64_t* seed) noexcept {
  return guarded([&] {
    auto generator = generator_of(handle);
    std::lock_guard<std::mutex> lock(generator.mutex());
    *seed = generator.seed();
    return 0;
  });
}

STB int32_t stb_generator_initial_seed(void* handle, uint64_t* seed) noexcept {
  return guarded([&] {
    *seed = generator_of(handle).current_seed();
    return 0;
  });
}

STB void* stb_generator_state(void* handle) noexcept {
  return guarded_pointer([&] { return handle_of(generator_of(handle).get_state()); });
}

STB int32_t stb_generator_set_state(void* handle, const void* state) noexcept {
  return guarded([&] {
    auto generator = generator_of(handle);
    generator.set_state(tensor_of(state));
    return 0;
  });
}

// ---- devices, threads, settings ----------------------------------------------------------------------------------

STB int32_t stb_cuda_available() noexcept {
  return guarded([] { return torch::cuda::is_available() ? 1 : 0; });
}

STB int32_t stb_cudnn_available() noexcept {
  return guarded([] { return torch::cuda::cudnn_is_available() ? 1 : 0; });
}

STB int32_t stb_cuda_device_count() noexcept {
  return guarded([] { return static_cast<int32_t>(torch::cuda::device_count()); });
}

STB int32_t stb_cuda_synchronize(int64_t index) noexcept {
  return guarded([&] {
    torch::cuda::synchronize(index);
    return 0;
  });
}

STB int32_t stb_num_threads() noexcept {
  return guarded([] { return at::get_num_threads(); });
}

// libtorch passes the number on to MKL but not to OpenBLAS, whose matrix products would go on with a thread per core.
STB int32_t stb_set_num_threads(int32_t count) noexcept {
  return guarded([&] {
    at::set_num_threads(count);
    if (auto set_in_openblas = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) {
      set_in_openblas(count);
    }
    return 0;
  });
}

STB int32_t stb_num_interop_threads() noexcept {
  return guarded([] { return at::get_num_interop_threads(); });
}

STB int32_t stb_set_num_interop_threads(int32_t count) noexcept {
  return guarded([&] {
    at::set_num_interop_threads(count);
    return 0;
  });
}

STB int32_t stb_default_dtype() noexcept {
  return guarded([] { return static_cast<int32_t>(c10::get_default_dtype_as_scalartype()); });
}

STB int32_t stb_set_default_dtype(int32_t dtype) noexcept {
  return guarded([&] {
    c10::set_default_dtype(c10::scalarTypeToTypeMeta(static_cast<c10::ScalarType>(dtype)));
    return 0;
  });
}

// Mirrors Interop/Setting.cs.
enum Setting : int32_t {
  kTf32Matmul, kTf32Cudnn, kHalfReduction, kFlashAttention, kMathAttention, kDeterministic, kDeterministicWarnOnly, kCudnnBenchmark
};

STB int32_t stb_setting(int32_t which) noexcept {
  return guarded([&]() -> int32_t {
    auto& context = at::globalContext();
    switch (which) {
      case kTf32Matmul: return context.allowTF32CuBLAS();
      case kTf32Cudnn: return context.allowTF32CuDNN();
      case kHalfReduction: return static_cast<int32_t>(context.allowFP16ReductionCuBLAS()) != 0;
      case kFlashAttention: return context.userEnabledFlashSDP();
      case kMathAttention: return context.userEnabledMathSDP();
      case kDeterministic: return context.deterministicAlgorithms();
      case kDeterministicWarnOnly: return context.deterministicAlgorithmsWarnOnly();
      case kCudnnBenchmark: return context.benchmarkCuDNN();
      default: throw std::logic_error("unknown setting");
    }
  });
}

STB int32_t stb_set_setting(int32_t which, int32_t value) noexcept {
  return guarded([&] {
    auto& context = at::globalContext();
    const bool on = value != 0;
    switch (which) {
      case kTf32Matmul: context.setAllowTF32CuBLAS(on); break;
      case kTf32Cudnn: context.setAllowTF32CuDNN(on); break;
      case kHalfReduction: context.setAllowFP16ReductionCuBLAS(on); break;
      case kFlashAttention: context.setSDPUseFlash(on); break;
      case kMathAttention: context.setSDPUseMath(on); break;
      case kDeterministic: context.setDeterministicAlgorithms(on, context.deterministicAlgorithmsWarnOnly()); break;
      case kDeterministicWarnOnly: context.setDeterministicAlgorithms(context.deterministicAlgorithms(), on); break;
      case kCudnnBenchmark: context.setBenchmarkCuDNN(on); break;
      default: throw std::logic_error("unknown setting");
    }
    return 0;
  });
}

// Throws one of each kind of C++ exception inside the guard: the tests' proof that none gets out.
STB int32_t stb_throw(int32_t kind) noexcept {
  return guarded([&]() -> int32_t {
    switch (kind) {
      case 0: TORCH_CHECK(false, "an error of libtorch"); break;
      case 1: throw std::bad_alloc();
      case 2: throw std::out_of_range("out of range");
      case 3: throw std::logic_error("logic error");
      case 4: throw 42;
      default: throw std::runtime_error("runtime error");
    }
    return 0;
  });
}
